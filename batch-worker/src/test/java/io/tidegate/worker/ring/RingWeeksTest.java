package io.tidegate.worker.ring;

import static io.tidegate.worker.ring.RingLab.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Rounds that go fast in one week and slowly in the next: whoever wants to come once a round comes
 * once in each, however late in the one and early in the other.
 */
class RingWeeksTest {
  private static final Instant SUNDAY = Instant.parse("2026-11-14T15:00:00Z"); // in Seoul
  private static final Duration WEEK = Duration.ofDays(7);
  private static final List<String> USERS = RingLab.users(40);

  private final RingLab lab = new RingLab();
  private final Map<String, List<Instant>> refreshed = new HashMap<>();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void whoCameLateInOneWeekComesEarlyInTheNext() {
    bring(null);
    round(SUNDAY, 6.0, 6.5); // a late start: all of them on Saturday
    round(SUNDAY.plus(WEEK), 0.1, 1.0); // and then on Sunday
    assertThat(turns(SUNDAY.plus(WEEK), SUNDAY.plus(WEEK.multipliedBy(2)))).isEqualTo(once());
  }

  @Test
  void everyWeekHasEverybodyOnceAtWhateverPace() {
    bring(null);
    RandomGenerator random = random();
    for (int week = 0; week < 12; week++) {
      Instant begin = SUNDAY.plus(WEEK.multipliedBy(week));
      round(begin, pace(random));
      assertThat(turns(begin, begin.plus(WEEK))).as("week %d", week).isEqualTo(once());
    }
  }

  @Test
  void everyRollingRoundThatIsGoneRoundHasEverybodyOnceAtWhateverPace() {
    lab.quotas = List.of();
    lab.cycle = Duration.ofDays(3);
    bring(null);
    RandomGenerator random = random();
    Map<Long, List<String>> rounds = new HashMap<>();
    Set<Long> over = new HashSet<>();
    for (int i = 0; i < 150; i++) {
      lab.pass(Duration.ofMinutes(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 60)));
      Claim.Granted claim = lab.claim(random.nextInt(25));
      lab.refreshed(claim);
      long round = lab.owner.sql("SELECT round FROM lane").query(Long.class).single();
      rounds.computeIfAbsent(round, unknown -> new ArrayList<>()).addAll(names(claim));
      if (claim.roundOver()) {
        over.add(round);
      }
    }
    assertThat(over).hasSizeGreaterThan(3);
    rounds.forEach(
        (round, users) -> {
          assertThat(users).as("round %d", round).doesNotHaveDuplicates();
          if (over.contains(round)) {
            assertThat(users).as("round %d", round).containsExactlyInAnyOrderElementsOf(USERS);
          }
        });
  }

  @Test
  void aCycleOfTwoWeeksOnAWeeklyRingIsKeptToTheNearestTurn() {
    bring(Duration.ofDays(14));
    RandomGenerator random = random();
    for (int week = 0; week < 6; week++) {
      round(SUNDAY.plus(WEEK.multipliedBy(week)), pace(random));
    }
    for (String user : USERS) {
      List<Instant> turns = refreshed.getOrDefault(user, List.of());
      assertThat(turns).as(user).hasSizeGreaterThanOrEqualTo(2);
      for (int i = 1; i < turns.size(); i++) {
        assertThat(Duration.between(turns.get(i - 1), turns.get(i)))
            .as("%s %s", user, turns)
            .isBetween(Duration.ofHours(14 * 24 - 84), Duration.ofHours(14 * 24 + 7 * 24 + 84));
      }
    }
  }

  @Test
  void whoIsBroughtInAfterARefreshOfThisRoundWaitsForTheNext() {
    lab.quotas = List.of();
    lab.cycle = Duration.ofDays(3);
    lab.at(SUNDAY);
    lab.bulk("first");
    lab.refreshed(lab.claim(10));
    lab.pass(Duration.ofHours(2));
    lab.add(true, List.of("fresh"), lab.now().minus(Duration.ofHours(1)));
    lab.add(true, List.of("stale"), lab.now().minus(Duration.ofDays(1)));
    Claim.Granted page = lab.claim(10);
    assertThat(names(page)).containsExactly("stale");
    lab.refreshed(page);
    lab.at(SUNDAY.plus(Duration.ofDays(3)).plusSeconds(60));
    assertThat(names(lab.claim(10))).containsExactlyInAnyOrder("first", "fresh", "stale");
  }

  private static RandomGenerator random() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("tidegate.seed=" + seed);
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Late or early, in a burst or at leisure: days after the week's begin. */
  private static double[] pace(RandomGenerator random) {
    double begin = random.nextBoolean() ? 0.01 + random.nextDouble() : 5.5 + random.nextDouble();
    return new double[] {begin, begin + (6.9 - begin) * random.nextDouble()};
  }

  private void bring(@Nullable Duration ownCycle) {
    lab.at(SUNDAY.minusSeconds(60));
    lab.add(lab.worker, false, USERS, null, ownCycle, null);
  }

  /**
   * One round of the cursor.
   *
   * @param pace its first and last claim, in days after its begin
   */
  private void round(Instant begin, double... pace) {
    int pages = 10;
    for (int page = 0; page < pages; page++) {
      double at = pace[0] + (pace[1] - pace[0]) * page / pages;
      lab.at(begin.plusMillis((long) (at * 86_400_000)));
      Claim.Granted claim = lab.claim(USERS.size() / pages);
      lab.pass(Duration.ofSeconds(1));
      lab.refreshed(claim);
      for (String user : names(claim)) {
        refreshed.computeIfAbsent(user, unknown -> new ArrayList<>()).add(lab.now());
      }
    }
  }

  /** How often each user was refreshed in a stretch of time. */
  private Map<String, Long> turns(Instant from, Instant until) {
    Map<String, Long> turns = new HashMap<>();
    for (String user : USERS) {
      long times =
          refreshed.getOrDefault(user, List.of()).stream()
              .filter(at -> !at.isBefore(from) && at.isBefore(until))
              .count();
      turns.put(user, times);
    }
    return turns;
  }

  private static Map<String, Long> once() {
    Map<String, Long> once = new HashMap<>();
    USERS.forEach(user -> once.put(user, 1L));
    return once;
  }
}
