package io.tidegate.policy.planted;

import org.assertj.core.api.Assertions;

/** Pure code that leans on a library it may not have. */
@SuppressWarnings("unused") // planted for RulesTest
final class Impure {
  private Impure() {}

  static void leans() {
    Assertions.assertThat(1).isOne();
  }
}
