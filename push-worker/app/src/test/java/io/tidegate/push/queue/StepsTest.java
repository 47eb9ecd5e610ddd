package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which turns leave all in its place. */
class StepsTest {
  private final RuntimeException away = new IllegalStateException("the database is away");
  private final Steps steps = new Steps();

  private void breakOff() {
    throw away;
  }

  @Test
  void whatBreaksOffOutsideOfStepsIsHarmlessUnlessItIsAnError() {
    steps.take(() -> steps.take(() -> {}));
    assertThat(steps.areWhole(away)).isTrue();
    assertThat(steps.areWhole(new OutOfMemoryError())).isFalse();
    assertThatCode(steps::mustBeWhole).doesNotThrowAnyException();
  }

  @Test
  void aStepThatBreaksOffStaysBrokenWhateverComesAfterIt() {
    assertThatThrownBy(() -> steps.take(this::breakOff)).isSameAs(away);
    steps.take(() -> {});
    assertThat(steps.areWhole(away)).isFalse();
    assertThatThrownBy(steps::mustBeWhole).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStepIsNotOverWhenAPartOfItIs() {
    assertThatThrownBy(
            () ->
                steps.take(
                    () -> {
                      steps.take(() -> {});
                      breakOff();
                    }))
        .isSameAs(away);
    assertThat(steps.areWhole(away)).isFalse();
  }

  @Test
  void whoeverIsInterruptedInAStepHasNotTakenIt() {
    assertThatThrownBy(
            () ->
                steps.take(
                    () -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(steps.areWhole(away)).isFalse();
  }
}
