package io.tidegate.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Says how long a minute and a night of a thousand institutions take; measured, not judged. */
class ThousandInstitutionsTest {
  @Test
  void minutesAndDaysOfAThousandInstitutionsArePlannedAndSent(@TempDir Path folder) {
    ManyInstitutions.Figures figures = ManyInstitutions.measure(folder, 1_000, 4);
    figures.took().forEach(System.out::println);
    assertThat(figures.took()).hasSize(5);
    assertThat(figures.plans()).isEqualTo(4 * 1_000);
    // How many lanes have users in a minute depends on how much of the week is left.
    assertThat(figures.lanesWithUsers()).isBetween(4 * 900, 4 * (900 + 100 * 8));
    assertThat(figures.commands()).isEqualTo(figures.lanesWithUsers());
  }
}
