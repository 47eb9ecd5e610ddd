package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The database's time, on a machine whose own clock may be wrong. */
class QueueClockTest {
  private final HandClock passes = new HandClock("2026-03-07T00:07:00Z");
  private Duration machineFast = Duration.ZERO;
  private Duration databaseFast = Duration.ZERO;
  private int looks;
  private boolean databaseIsAway;
  private final QueueClock clock =
      new QueueClock(() -> passes.instant().plus(machineFast), this::look, passes::nanos);

  private Instant look() {
    looks++;
    if (databaseIsAway) {
      throw new IllegalStateException("the database is away");
    }
    return passes.instant().plus(databaseFast);
  }

  @Test
  void itShowsTheDatabasesTimeWhateverTheMachineShows() {
    machineFast = Duration.ofHours(6);
    clock.compare();
    assertThat(clock.instant()).isEqualTo(passes.instant());
    assertThat(clock.isRight()).isFalse();
    assertThat(clock.off()).isEqualTo(Duration.ofHours(6));
    passes.pass(Duration.ofSeconds(3));
    machineFast = Duration.ofHours(-6);
    assertThat(clock.instant()).isEqualTo(passes.instant());
  }

  @Test
  void itGoesOnWhileTheDatabaseIsAwayAndFollowsItWhenItIsBack() {
    clock.compare();
    databaseIsAway = true;
    passes.pass(Duration.ofMinutes(5));
    assertThatThrownBy(clock::compare).hasMessage("the database is away");
    assertThat(clock.instant()).isEqualTo(passes.instant());
    databaseIsAway = false;
    databaseFast = Duration.ofSeconds(2);
    clock.compare();
    assertThat(clock.instant()).isEqualTo(passes.instant().plusSeconds(2));
  }

  @Test
  void itAsksNowAndThenAndWhereTheMachinesClockHasJumped() {
    clock.compare();
    passes.pass(Duration.ofSeconds(10));
    clock.compare();
    assertThat(looks).isOne();
    passes.pass(Duration.ofMillis(1));
    clock.compare();
    assertThat(looks).isEqualTo(2);
    machineFast = Duration.ofSeconds(-6);
    clock.compare();
    assertThat(looks).isEqualTo(3);
    assertThat(clock.off()).isEqualTo(Duration.ofSeconds(-6));
    clock.compare();
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void aMachineAtTheEdgeOfWhatIsAllowedIsNotRightAndWrongInTurn() {
    machineFast = Duration.ofMillis(5_001);
    clock.compare();
    assertThat(clock.isRight()).isFalse();
    machineFast = Duration.ofMillis(4_999);
    passes.pass(Duration.ofSeconds(11));
    clock.compare();
    assertThat(clock.isRight()).isFalse();
    machineFast = Duration.ofSeconds(2);
    passes.pass(Duration.ofSeconds(11));
    clock.compare();
    assertThat(clock.isRight()).isTrue();
    assertThat(clock.off()).isZero();
  }

  @Test
  void beforeItsFirstLookItShowsNothing() {
    assertThatThrownBy(clock::instant).isInstanceOf(IllegalStateException.class);
    clock.mustBeRight();
    assertThat(clock.instant()).isEqualTo(passes.instant());
    machineFast = Duration.ofMinutes(1);
    assertThatThrownBy(clock::mustBeRight)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this machine's clock is not the database's");
  }
}
