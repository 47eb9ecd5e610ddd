package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SEED = Long.getLong("tidegate.seed", 20260307);
  private static final Instant START = Instant.parse("2026-03-07T00:00:00Z");

  /** How many start at an instant when all want to. */
  private static int taken(Pace pace, Instant now) {
    int count = 0;
    while (pace.take(now, 1)) {
      count++;
    }
    return count;
  }

  @Test
  void noMinuteHasMoreThanTheLimitHoweverItIsAsked() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 40; run++) {
      int limit = random.nextInt(60, 50_000);
      Pace pace = new Pace(limit, Duration.ofSeconds(random.nextInt(0, 90)));
      Deque<Instant> starts = new ArrayDeque<>();
      Deque<Integer> counts = new ArrayDeque<>();
      long sum = 0;
      Instant now = START;
      for (int step = 0; step < 3_000; step++) {
        now = now.plusMillis(random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(150));
        int count = taken(pace, now);
        starts.add(now);
        counts.add(count);
        sum += count;
        while (!starts.getFirst().isAfter(now.minusSeconds(60))) {
          starts.removeFirst();
          sum -= counts.removeFirst();
        }
        assertThat(sum)
            .as("limit %d, seed %d, run %d", limit, SEED, run)
            .isLessThanOrEqualTo(limit);
      }
    }
  }

  @Test
  void whatWasIdleBeginsSlowlyAndReachesItsLimitInTheRamp() {
    Pace pace = new Pace(60_000, Duration.ofSeconds(60));
    int[] perTenSeconds = new int[9];
    for (int i = 0; i < 9_000; i++) {
      perTenSeconds[i / 1000] += taken(pace, START.plusMillis(10L * i));
    }
    assertThat(perTenSeconds[0]).isLessThan(2_000);
    for (int i = 1; i < 6; i++) {
      assertThat(perTenSeconds[i]).isGreaterThan(perTenSeconds[i - 1]);
    }
    assertThat(perTenSeconds[7]).isBetween(9_500, 10_000);
  }

  @Test
  void nothingStartsWhileThePushServiceSaysSo() {
    Pace pace = new Pace(0, Duration.ZERO);
    pace.close(START.plusSeconds(60));
    assertThat(pace.take(START.plusSeconds(59), 1)).isFalse();
    assertThat(pace.closedFor(START.plusSeconds(50))).isEqualTo(Duration.ofSeconds(10));
    assertThat(pace.take(START.plusSeconds(60), 1)).isTrue();
    pace.close(START.plusSeconds(10));
    assertThat(pace.closedFor(START.plusSeconds(60))).isZero();
  }

  @Test
  void whatAClockSaidThatWasSetBackByADayClosesForAnHourMore() {
    Pace pace = new Pace(0, Duration.ZERO);
    Quota quota = new Quota(pace);
    pace.close(START.plus(Duration.ofDays(1)));
    quota.close("bank", START.plus(Duration.ofDays(1)));
    assertThat(pace.take(START, 1)).isFalse();
    assertThat(quota.closedFor("bank", START)).isEqualTo(Duration.ofHours(1));
    Instant later = START.plus(Duration.ofHours(1));
    assertThat(quota.closedFor("bank", later)).isZero();
    assertThat(quota.isAtRest(later, 1)).isTrue();
    assertThat(pace.take(later, 1)).isTrue();
  }

  @Test
  void aWorkersShareOfTheLimitIsItsPartOfThePartitions() {
    Pace pace = new Pace(6_000, Duration.ZERO);
    int count = 0;
    for (int i = 0; i < 6_000; i++) {
      while (pace.take(START.plusMillis(10L * i), 0.25)) {
        count++;
      }
    }
    assertThat(count).isBetween(1_450, 1_500);
  }

  @Test
  void noMinuteHasMoreThanTheLimitIfWhatIsAtRestIsForgotten() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 40; run++) {
      int limit = random.nextInt(60, 50_000);
      Duration ramp = Duration.ofSeconds(random.nextInt(0, 90));
      Pace pace = new Pace(limit, ramp);
      Deque<Instant> starts = new ArrayDeque<>();
      Instant now = START;
      for (int step = 0; step < 3_000; step++) {
        now = now.plusMillis(random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(150));
        if (pace.isAtRest(now, 1)) {
          pace = new Pace(limit, ramp);
        }
        if (random.nextBoolean() && pace.take(now, 1)) { // one at a time, as of a quiet app
          starts.add(now);
        }
        while (!starts.isEmpty() && !starts.getFirst().isAfter(now.minusSeconds(60))) {
          starts.removeFirst();
        }
        assertThat(starts.size())
            .as("limit %d, seed %d, run %d", limit, SEED, run)
            .isLessThanOrEqualTo(limit);
      }
    }
  }
}
