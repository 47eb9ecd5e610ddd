package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseTimeTest {
  private static final long MILLI = 1_000_000;

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final AtomicLong nano = new AtomicLong(1_000_000_000L);
  private final DatabaseTime time = new DatabaseTime(nano::get);
  private long distance = 1_700_000_000_000_000_000L;

  /** The database answers after so long, and names its time at some moment between. */
  private void answer(long took) {
    long before = nano.get();
    long named = before + (took == 0 ? 0 : random.nextLong(took + 1)) + distance;
    nano.addAndGet(took);
    time.answered(before, nano.get(), LaneMinute.instant(named));
  }

  @Test
  void nothingIsTrustedBeforeTheDatabaseHasAnswered() {
    assertThat(time.isTrusted()).isFalse();
  }

  @Test
  void theTimeIsNeverFurtherOffThanHalfTheQuickestAnswerTook() {
    for (int run = 0; run < 100; run++) {
      long quickest = Long.MAX_VALUE;
      for (int i = 0; i < 8; i++) {
        nano.addAndGet(random.nextLong(1_000 * MILLI));
        long took = random.nextLong(18 * MILLI);
        quickest = Math.min(quickest, took);
        answer(took);
      }
      long off = Math.abs(time.getAsLong() - (nano.get() + distance));
      // 100 millionths of drift are allowed for the age of what is known.
      assertThat(off).as("-Dtidegate.seed=%d", seed).isLessThan(quickest / 2 + MILLI);
      assertThat(time.isTrusted()).isTrue();
    }
  }

  @Test
  void slowAnswersSayTooLittleToBeTrusted() {
    answer(50 * MILLI);
    assertThat(time.isTrusted()).isFalse();
    answer(2 * MILLI);
    assertThat(time.isTrusted()).isTrue();
  }

  @Test
  void aBusyDatabaseIsStillTrusted() {
    answer(2 * MILLI);
    for (int i = 0; i < 60; i++) {
      nano.addAndGet(1_000 * MILLI);
      answer(60 * MILLI);
      assertThat(time.isTrusted()).as("after %d slow answers", i + 1).isTrue();
      assertThat(Math.abs(time.getAsLong() - (nano.get() + distance))).isLessThan(8 * MILLI);
    }
  }

  @Test
  void onlySlowAnswersAreNotTrustedForEver() {
    answer(2 * MILLI);
    for (int i = 0; i < 120; i++) {
      nano.addAndGet(1_000 * MILLI);
      time.answered(
          nano.get() - 500 * MILLI,
          nano.get() + 500 * MILLI,
          LaneMinute.instant(nano.get() + distance));
    }
    assertThat(time.isTrusted()).as("clocks drift").isFalse();
  }

  @Test
  void afterAJumpItTakesThreeAnswersThatAgree() {
    answer(MILLI);
    distance += 500 * MILLI;
    answer(MILLI);
    assertThat(time.isTrusted()).isFalse();
    answer(MILLI);
    assertThat(time.isTrusted()).isFalse();
    answer(MILLI);
    assertThat(time.isTrusted()).isTrue();
    assertThat(Math.abs(time.getAsLong() - (nano.get() + distance))).isLessThan(MILLI);
  }

  @Test
  void aMachineWhoseOwnClockIsFarOffIsNotTrustedUntilItIsRight() {
    answer(MILLI);
    time.machineSays(distance + 5_000 * MILLI);
    assertThat(time.isTrusted()).isFalse();
    answer(MILLI);
    answer(MILLI);
    answer(MILLI);
    assertThat(time.isTrusted()).as("however often the database agrees with itself").isFalse();
    time.machineSays(distance - 20 * MILLI);
    assertThat(time.isTrusted()).isTrue();
    time.machineSays(distance - 5_000 * MILLI);
    assertThat(time.isTrusted()).isFalse();
  }

  @Test
  void aMachineThatSleptKnowsNothingUntilThreeAnswersAgree() {
    answer(MILLI);
    time.jumped();
    assertThat(time.isTrusted()).isFalse();
    answer(MILLI);
    answer(MILLI);
    assertThat(time.isTrusted()).isFalse();
    answer(MILLI);
    assertThat(time.isTrusted()).isTrue();
  }
}
