package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random ledgers that keep every law by how they are made pass; with one violation planted
 * somewhere, that one is found.
 */
class LawfulLedgersTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T15:30:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Quota.Period DAY = new Quota.Day(java.time.LocalTime.MIDNIGHT);
  @TempDir Path folder;

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

  private record Arrival(Instant at, String user, String call, String object) {}

  private final int perSecond = random.nextInt(5, 200);
  private final int perMinute = perSecond * random.nextInt(10, 60);
  private final List<Arrival> arrivals = new ArrayList<>();

  private BankLaws laws() {
    return new BankLaws()
        .window("00:30", "05:30")
        .limit(perSecond, SECOND)
        .limit(perMinute, Duration.ofMinutes(1))
        .quota(1, DAY, Quota.Counted.SUCCESSES);
  }

  /** Arrivals at random gaps, each put off until every limit has room for it. */
  private void make(int count) {
    long rate = Math.min(perSecond, perMinute / 60);
    long slice = (long) Math.floor(1.2 * Math.min(perSecond / 1.1, perMinute / 60.1) / 10 + 1);
    ArrayDeque<Long> second = new ArrayDeque<>();
    ArrayDeque<Long> minute = new ArrayDeque<>();
    ArrayDeque<Long> tenth = new ArrayDeque<>();
    long at = Micros.of(BEGIN);
    for (int i = 0; i < count; i++) {
      at += random.nextLong(2 * 1_000_000 / (rate + 1) + 1);
      at = room(second, perSecond, 1_000_000, at);
      at = room(minute, perMinute, 60_000_000, at);
      at = room(tenth, (int) slice, 100_000, at);
      for (ArrayDeque<Long> last : List.of(second, minute, tenth)) {
        last.add(at);
      }
      String object = random.nextBoolean() ? "" : "a" + random.nextInt(3);
      arrivals.add(
          new Arrival(
              Micros.instant(at), "u" + i, object.isEmpty() ? "accounts" : "balance", object));
    }
  }

  private static long room(ArrayDeque<Long> last, int most, long period, long at) {
    while (last.size() >= most) {
      long oldest = last.remove();
      if (oldest + period > at) {
        return oldest + period;
      }
    }
    return at;
  }

  private Judgement judged() {
    LedgerFile ledger = new LedgerFile();
    arrivals.forEach(a -> ledger.call(a.at(), a.user(), a.call(), a.object()));
    if (random.nextBoolean()) {
      ledger.shuffled(random);
    }
    return ledger.judged(folder, laws().laws());
  }

  private Optional<Finding> broken(String law) {
    return judged().offenders().stream()
        .map(Judgement.Offender::finding)
        .filter(finding -> finding.law().equals(law))
        .findFirst();
  }

  @RepeatedTest(40)
  void lawfulLedgersPass() {
    make(random.nextInt(1, 3000));

    assertThat(judged().offenders()).as("-Dtidegate.seed=%d", seed).isEmpty();
  }

  @RepeatedTest(40)
  void aBurstAnywhereIsFound() {
    make(random.nextInt(1, 3000));
    Arrival somewhere = arrivals.get(random.nextInt(arrivals.size()));
    for (int i = 0; i < perSecond; i++) {
      Instant at = somewhere.at().plusNanos(random.nextLong(999_999) * 1000);
      arrivals.add(new Arrival(at, "burst" + i, "accounts", ""));
    }

    Finding finding = broken("I1").orElseThrow(() -> new AssertionError("seed " + seed));
    assertThat(finding.found()).as("-Dtidegate.seed=%d", seed).isGreaterThan(finding.allowed());
  }

  @RepeatedTest(40)
  void oneCallOutsideTheWindowIsFound() {
    make(random.nextInt(1, 3000));
    Duration outside = Duration.ofMinutes(random.nextInt(301, 1439));
    arrivals.add(new Arrival(BEGIN.plus(outside), "late", "accounts", ""));

    Finding finding = broken("I2").orElseThrow(() -> new AssertionError("seed " + seed));
    assertThat(finding.violations()).as("-Dtidegate.seed=%d", seed).isEqualTo(1);
    assertThat(finding.rows().getFirst().at()).isEqualTo(BEGIN.plus(outside));
  }

  @RepeatedTest(40)
  void oneRepeatedCallIsFound() {
    make(random.nextInt(1, 3000));
    Arrival again = arrivals.get(random.nextInt(arrivals.size()));
    Instant later = again.at().plusSeconds(random.nextInt(1, 3600));
    arrivals.add(new Arrival(later, again.user(), again.call(), again.object()));

    Finding finding = broken("I4").orElseThrow(() -> new AssertionError("seed " + seed));
    assertThat(finding.violations()).as("-Dtidegate.seed=%d", seed).isEqualTo(1);
    assertThat(finding.rows()).extracting(Finding.Row::at).containsExactly(again.at(), later);
  }

  /** The largest sliding count, by looking at every pair of arrivals. */
  @RepeatedTest(40)
  void theWorstCountIsTheOneThatALookAtEveryPairFinds() {
    int count = random.nextInt(1, 200);
    for (int i = 0; i < count; i++) {
      Instant at = BEGIN.plusNanos(random.nextLong(5_000_000) * 1000);
      arrivals.add(new Arrival(at, "u" + i, "accounts", ""));
    }
    long most =
        arrivals.stream()
            .mapToLong(
                first ->
                    arrivals.stream()
                        .filter(a -> !a.at().isBefore(first.at()))
                        .filter(a -> a.at().isBefore(first.at().plus(SECOND)))
                        .count())
            .max()
            .orElseThrow();

    Finding finding = judged().institutions().getFirst().findings().getFirst();

    assertThat(finding.found()).as("-Dtidegate.seed=%d", seed).isEqualTo(most);
  }
}
