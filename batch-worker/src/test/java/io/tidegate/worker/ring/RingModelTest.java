package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Quota;
import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weeks of random claims, outcomes, lost answers, workers that die or sleep, sweeps, imports, ends,
 * erasures and cuts into lanes, against a model that knows nothing of rings: users, and when each
 * was called. After each week nobody was called too often and nobody was forgotten, and each day's
 * ledger balances.
 */
class RingModelTest {
  private static final int WEEKS = 3;
  private final RingLab lab = new RingLab();

  @AfterEach
  void close() {
    lab.close();
  }

  /** What the model knows of a user. */
  private static final class Known {
    final Instant since;
    final List<Instant> starts = new ArrayList<>();
    final List<Instant> successes = new ArrayList<>();
    final List<Instant> stalls = new ArrayList<>();
    boolean active = true;
    final boolean single;

    Known(Instant since, boolean single) {
      this.since = since;
      this.single = single;
    }
  }

  private record Held(Claim.Granted claim, List<ClaimedUser> left) {}

  private final TreeMap<String, Known> users = new TreeMap<>();
  private final List<Held> open = new ArrayList<>();
  private final List<Held> asleep = new ArrayList<>();
  private RandomGenerator random = RandomGenerator.getDefault();
  private int lanes = 1;
  private int next;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void nobodyIsForgottenAndNobodyIsCalledTooOften(int run) {
    long seed = Long.getLong("tidegate.seed", System.nanoTime() + run);
    System.out.println("tidegate.seed=" + seed);
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    lab.at(Instant.parse("2026-11-21T15:00:00Z")); // a Sunday begins in Seoul
    lab.cycle = Duration.ofDays(3); // so that each turn of a week is wanted, early or late
    lab.addObligations();
    bring(30, false);
    for (int week = 0; week < WEEKS; week++) {
      Instant begin = lab.now();
      Instant end = begin.plus(Duration.ofDays(7));
      List<Instant> midnights = new ArrayList<>(List.of(begin));
      for (int day = 0; day < 7; day++) {
        for (int step = 0; step < 12; step++) {
          step(day);
        }
        lab.at(begin.plus(Duration.ofDays(day + 1L)).minus(Duration.ofMinutes(30)));
        if (day == 6) {
          rest(end);
        }
        lab.at(begin.plus(Duration.ofDays(day + 1L)));
        midnights.add(lab.now());
        ledgerBalances(midnights.get(day), midnights.get(day + 1));
      }
      judge(begin, end);
    }
  }

  @Test
  void fourInRolling24HoursAreKeptWhateverHappens() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("tidegate.seed=" + seed);
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    lab.quotas = List.of(RingLab.FOUR_A_DAY);
    lab.cycle = Duration.ofHours(6);
    lab.attempts = 100;
    bring(5, false);
    for (int step = 0; step < 800; step++) {
      step(0);
      lab.pass(
          random.nextInt(20) == 0
              ? Duration.ofMinutes(random.nextInt(240))
              : Duration.ofSeconds(random.nextInt(10)));
    }
    Quota.Per.Rolling day = (Quota.Per.Rolling) RingLab.FOUR_A_DAY.per();
    users.forEach(
        (name, user) -> {
          for (int i = 4; i < user.starts.size(); i++) {
            assertThat(Duration.between(user.starts.get(i - 4), user.starts.get(i)))
                .as("5 starts for %s", name)
                .isGreaterThan(day.length());
          }
        });
    assertThat(users.values().stream().mapToInt(user -> user.starts.size()).sum())
        .isGreaterThan(50);
  }

  private Known known(String name) {
    return Objects.requireNonNull(users.get(name), name + " is not known");
  }

  private void step(int day) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> claim();
      case 7, 8, 9, 10, 11, 12 -> settleSome();
      case 13 -> fallAsleep();
      case 14 -> wake();
      case 15 -> lab.pass(Duration.ofMinutes(random.nextInt(5)));
      case 16 -> sweep();
      case 17 -> bring(1 + random.nextInt(3), random.nextBoolean());
      case 18 -> leave();
      default -> {
        if (day == 3) {
          lanes = lanes == 1 ? 2 : 4;
        } else if (day == 0 && lanes > 1 && mayBeOne()) {
          lanes = 1;
        }
      }
    }
  }

  private boolean mayBeOne() {
    return lab.owner
            .sql("SELECT ring_lanes(:i, 1)")
            .param("i", lab.institution)
            .query(Integer.class)
            .single()
        == 1;
  }

  private void claim() {
    lab.pass(Duration.ofSeconds(1));
    int lane = random.nextInt(lanes);
    ClaimRequest request = lab.request(lane, lanes, lab.now().plusSeconds(1), random.nextInt(6), 1);
    Claim claim = lab.claims.claim(request);
    if (random.nextInt(5) == 0) {
      claim = lab.claims.claim(request); // the answer was lost
    }
    Claim.Granted granted = RingLab.granted(claim);
    Set<String> elsewhere = new HashSet<>();
    open.forEach(held -> held.left.forEach(user -> elsewhere.add(user.user())));
    for (ClaimedUser user : granted.users()) {
      assertThat(known(user.user()).active).as("%s is active", user).isTrue();
      assertThat(elsewhere.add(user.user())).as("%s is in one page", user).isTrue();
    }
    open.add(new Held(granted, new ArrayList<>(granted.users())));
  }

  private void settleSome() {
    if (open.isEmpty()) {
      return;
    }
    Held held = open.get(random.nextInt(open.size()));
    if (lab.now().isAfter(held.claim.page().claimedAt().plus(held.claim.page().lasts()))) {
      open.remove(held); // past its end: the worker starts nothing any more
      asleep.add(new Held(held.claim, List.of()));
      return;
    }
    lab.pass(Duration.ofMillis(100));
    List<Settlement> settlements = new ArrayList<>();
    for (ClaimedUser user : List.copyOf(held.left)) {
      if (random.nextInt(4) > 0) {
        settlements.add(new Settlement(held.claim.page(), user, outcome(user)));
        held.left.remove(user);
      }
    }
    lab.settlements.settle(settlements);
    if (random.nextInt(5) == 0) {
      assertThat(lab.settlements.settle(settlements)).as("settled twice").isZero();
    }
    if (held.left.isEmpty()) {
      open.remove(held);
    }
  }

  private Outcome outcome(ClaimedUser user) {
    Instant now = lab.now();
    Known known = users.get(user.user());
    int dice = random.nextInt(20);
    if (known == null) { // erased meanwhile
      return new Outcome.Refreshed(now, false, "s");
    }
    if (dice < 3) {
      return new Outcome.GivenBack(now, Outcome.Made.NOTHING, now.plusSeconds(5), null);
    }
    known.starts.add(now);
    if (dice < 14) {
      known.successes.add(now);
      return new Outcome.Refreshed(now, dice == 3, "since " + now);
    }
    int failures = user.retry() == null ? 1 : user.retry().attempts() + 1;
    if (failures >= lab.attempts) {
      return new Outcome.GivenUp(now, ResponseClass.TRANSIENT, Outcome.Made.STARTS);
    }
    return new Outcome.Failed(
        now, ResponseClass.TRANSIENT, Outcome.Made.STARTS, now.plusSeconds(60), null);
  }

  /** A worker stops right after some of its answers came, and before it settled them. */
  private void fallAsleep() {
    if (!open.isEmpty()) {
      Held held = open.remove(random.nextInt(open.size()));
      Instant now = lab.now();
      boolean inTime = !now.isAfter(held.claim.page().claimedAt().plus(held.claim.page().lasts()));
      List<ClaimedUser> done = new ArrayList<>();
      for (ClaimedUser user : held.left) {
        Known known = users.get(user.user());
        if (known != null && known.active && inTime && random.nextBoolean()) {
          known.starts.add(now);
          known.stalls.add(now);
          done.add(user);
        }
      }
      asleep.add(new Held(held.claim, done));
    }
  }

  /** It wakes, and settles what it knew. If it does not, it was dead. */
  private void wake() {
    if (!asleep.isEmpty()) {
      Held held = asleep.remove(random.nextInt(asleep.size()));
      Instant at = held.claim.page().claimedAt().plusMillis(50);
      lab.settlements.settle(
          held.left.stream()
              .map(
                  user ->
                      new Settlement(
                          held.claim.page(), user, new Outcome.Refreshed(at, false, "w")))
              .toList());
      for (ClaimedUser user : held.left) {
        Known known = users.get(user.user());
        if (known != null) {
          known.successes.add(at);
        }
      }
    }
  }

  private void sweep() {
    lab.pass(Duration.ofMinutes(3));
    lab.sweep();
    open.clear();
  }

  private void bring(int n, boolean single) {
    List<String> fresh = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String name = "u" + next++;
      users.put(name, new Known(lab.now(), single));
      fresh.add(name);
    }
    lab.add(single, fresh, null);
  }

  private void leave() {
    if (users.size() < 5) {
      return;
    }
    String name = List.copyOf(users.keySet()).get(random.nextInt(users.size()));
    if (open.stream().anyMatch(held -> held.left.stream().anyMatch(u -> u.user().equals(name)))) {
      return; // the model has no word for a refresh that ends after its consent
    }
    if (random.nextBoolean()) {
      lab.consents.erase(name);
      users.remove(name);
    } else {
      lab.add(lab.worker, false, List.of(name), null, null, "ended");
      known(name).active = false;
    }
  }

  /** The last half hour of a week: enough for everybody, nothing fails any more. */
  private void rest(Instant end) {
    asleep.clear();
    sweep();
    for (int i = 0; i < 60 && lab.now().isBefore(end.minusSeconds(10)); i++) {
      for (int lane = 0; lane < lanes; lane++) {
        Claim.Granted page = lab.claim(lane, lanes, 50);
        for (ClaimedUser user : page.users()) {
          known(user.user()).starts.add(lab.now());
          known(user.user()).successes.add(lab.now());
        }
        lab.refreshed(page);
      }
      lab.pass(Duration.ofSeconds(10));
    }
    assertThat(lab.queue()).isEmpty();
  }

  private void judge(Instant begin, Instant end) {
    Map<String, String> forgotten = new HashMap<>();
    users.forEach(
        (name, user) -> {
          long successes = within(user.successes, begin, end);
          // Bulk imports behind the cursor wait for the next round; given up is given up.
          boolean mayWait = !user.single && user.since.isAfter(begin);
          if (user.active && successes == 0 && !givenUp(name, begin) && !mayWait) {
            forgotten.put(name, "not refreshed since " + user.successes);
          }
          // More than once only by a worker that slept or died with the answer in its hand.
          assertThat(successes)
              .as("%s in a week", name)
              .isLessThanOrEqualTo(1 + within(user.stalls, begin, end));
        });
    assertThat(forgotten).isEmpty();
    assertThat(
            lab.owner
                .sql("SELECT ring_recount(:i)")
                .param("i", lab.institution)
                .query(Long.class)
                .single())
        .isZero();
  }

  private static long within(List<Instant> instants, Instant begin, Instant end) {
    return instants.stream().filter(at -> !at.isBefore(begin) && at.isBefore(end)).count();
  }

  private boolean givenUp(String name, Instant begin) {
    return lab.owner
            .sql("SELECT count(*) FROM given_up WHERE user_id = :u AND at >= :t")
            .param("u", name)
            .param("t", RingLab.utc(begin))
            .query(Long.class)
            .single()
        > 0;
  }

  private void ledgerBalances(Instant from, Instant until) {
    DayLedgerTest.Terms terms = DayLedgerTest.terms(lab, from, until);
    assertThat(terms.difference()).as("%s from %s", terms, from).isZero();
  }
}
