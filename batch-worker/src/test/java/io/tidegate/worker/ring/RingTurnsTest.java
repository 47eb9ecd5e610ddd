package io.tidegate.worker.ring;

import static io.tidegate.worker.ring.RingLab.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is: rounds, cycles, quotas, and what comes out of turn. */
class RingTurnsTest {
  private final RingLab lab = new RingLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void theCursorGoesRoundOnceInRingOrderAndThenTheRoundIsOver() {
    List<String> users = RingLab.users(25);
    lab.add(false, users, null);
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Claim.Granted page = lab.claim(10);
      claimed.addAll(names(page));
      lab.refreshed(page);
      assertThat(page.roundOver()).isEqualTo(i == 2);
    }
    assertThat(claimed).isEqualTo(users);
    assertThat(lab.claim(10).users()).isEmpty();
  }

  @Test
  void theKeyOfAUserIsTheSameInTheDatabase() {
    for (String user : List.of("user-1", "김철수", "a", "é\uD83D\uDE00")) {
      assertThat(lab.owner.sql("SELECT ring_key(:u)").param("u", user).query(Long.class).single())
          .isEqualTo(RingKey.of(user));
    }
    assertThat(RingKey.of("user-1")).isEqualTo(-4124582693711379022L);
  }

  @Test
  void everyMicrosecondArrivesAsItWasSent() {
    assertThat(
            lab.owner
                .sql(
                    """
                    SELECT count(*) FROM (
                      SELECT 1700000000000000 + i::bigint * 7919 * 10472 + i AS x
                      FROM generate_series(1, 100000) AS i
                    ) AS t
                    WHERE (extract(epoch FROM ring_instant(x)) * 1000000)::bigint <> x
                    """)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void whoWasNotReachedWhenThePeriodEndedIsFirstInTheNext() {
    List<String> users = RingLab.users(20);
    lab.add(false, users, null);
    lab.refreshed(lab.claim(12));
    lab.pass(Duration.ofDays(5)); // the Sunday between begins another week
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Claim.Granted page = lab.claim(8);
      claimed.addAll(names(page));
      lab.refreshed(page);
    }
    List<String> expected = new ArrayList<>(users.subList(12, 20));
    expected.addAll(users.subList(0, 12));
    assertThat(claimed).isEqualTo(expected);
  }

  @Test
  void aMonthlyCycleOnAWeeklyRingTakesTheTurnNearestToItsMonth() {
    List<String> users = RingLab.users(6);
    lab.bulk(users.get(0), users.get(1), users.get(2));
    lab.add(
        lab.worker, false, List.of(users.get(3), users.get(4)), null, Duration.ofDays(30), null);
    List<List<String>> weeks = new ArrayList<>();
    for (int week = 0; week < 6; week++) {
      Claim.Granted page = lab.claim(10);
      weeks.add(names(page));
      lab.refreshed(page);
      lab.pass(Duration.ofDays(7).minusSeconds(1));
    }
    assertThat(weeks.get(0)).isEqualTo(users.subList(0, 5));
    for (int week : List.of(1, 2, 3, 5)) {
      assertThat(weeks.get(week)).as("week %d", week).isEqualTo(users.subList(0, 3));
    }
    assertThat(weeks.get(4)).as("28 days later").isEqualTo(users.subList(0, 5));
  }

  @Test
  void fourTimesInRolling24HoursAreNeverFiveAndNobodyWaitsForATurnMore() {
    lab.quotas = List.of(RingLab.FOUR_A_DAY);
    lab.cycle = Duration.ofHours(6);
    List<String> users = RingLab.users(3);
    lab.add(false, users, null);
    Map<String, List<Instant>> starts = new HashMap<>();
    for (int minute = 0; minute < 3 * 24 * 60; minute += 10) {
      Claim.Granted page = lab.claim(3);
      for (String user : names(page)) {
        starts.computeIfAbsent(user, unknown -> new ArrayList<>()).add(lab.now());
      }
      lab.refreshed(page);
      lab.pass(Duration.ofMinutes(10).minusSeconds(1));
    }
    for (String user : users) {
      List<Instant> of = starts.getOrDefault(user, List.of());
      assertThat(of).as(user).hasSizeGreaterThanOrEqualTo(11);
      for (int i = 4; i < of.size(); i++) {
        assertThat(Duration.between(of.get(i - 4), of.get(i))).isGreaterThan(Duration.ofDays(1));
      }
      for (int i = 1; i < of.size(); i++) {
        assertThat(Duration.between(of.get(i - 1), of.get(i))).isLessThan(Duration.ofHours(7));
      }
    }
  }

  @Test
  void aRowThatIsPassedOverAndBecomesFreeBeforeItsTurnComesWhenItIsFree() {
    lab.quotas = List.of(RingLab.FOUR_A_DAY);
    lab.cycle = Duration.ofHours(6);
    lab.bulk("early");
    lab.owner
        .sql(
            """
            UPDATE consent SET succeeded_at = :t::timestamptz - interval '6 hours',
              starts = ARRAY[:t::timestamptz - interval '6 hours', :t::timestamptz - interval '12 hours',
                             :t::timestamptz - interval '18 hours', :t::timestamptz - interval '23 hours']
            """)
        .param("t", RingLab.utc(lab.now()))
        .update();
    assertThat(lab.claim(5).users()).isEmpty();
    assertThat(lab.queue()).containsExactly("early early 0 3600"); // a second later, by the guard
    lab.pass(Duration.ofMinutes(59));
    assertThat(lab.claim(5).users()).isEmpty();
    lab.pass(Duration.ofMinutes(1));
    assertThat(names(lab.claim(5))).containsExactly("early");
  }

  @Test
  void aRefreshThatBrokeOffAtItsSecondCallGoesOnThereAndCountsOnce() {
    lab.bulk("user");
    Claim.Granted first = lab.claim(1);
    lab.settle(
        first,
        new Outcome.Failed(
            lab.now(),
            ResponseClass.TRANSIENT,
            Outcome.Made.SUCCESSES,
            lab.now().plusSeconds(60),
            "balance 123-456"),
        null);
    assertThat(lab.claim(1).users()).as("backing off").isEmpty();
    lab.pass(Duration.ofMinutes(1));
    Claim.Granted second = lab.claim(1);
    Retry retry = Objects.requireNonNull(second.users().getFirst().retry());
    assertThat(retry.kind()).isEqualTo(Retry.Kind.FAILED);
    assertThat(retry.attempts()).isEqualTo(1);
    assertThat(retry.progress()).isEqualTo("balance 123-456");
    lab.refreshed(second);
    assertThat(lab.queue()).isEmpty();
    assertThat(lab.sinceSuccess("user")).isEqualTo(0L);
    assertThat(lab.consents.demand(lab.institution, "user", Retry.Kind.REPLAY, 0)).isTrue();
    assertThat(lab.claim(1).users()).as("the week's quota is used up").isEmpty();
    assertThat(lab.queue()).isEmpty();
  }

  @Test
  void aTrialHasTheNextPlaceHoweverSmallThePageAndHoweverManyWait() {
    List<String> users = RingLab.users(20);
    lab.add(false, users, null);
    for (String waiting : users.subList(10, 19)) {
      lab.consents.demand(lab.institution, waiting, Retry.Kind.REPLAY, 0);
    }
    lab.pass(Duration.ofMinutes(1));
    String tried = users.getLast();
    assertThat(lab.consents.demand(lab.institution, tried, Retry.Kind.TRIAL, 7)).isTrue();
    assertThat(names(lab.claim(1))).containsExactly(tried);
    assertThat(names(lab.claim(1)))
        .as("then the ring again")
        .doesNotContainAnyElementsOf(users.subList(10, 20));
  }

  @Test
  void inAnotherPeriodABrokenOffRefreshIsMadeWholeAndItsAttemptsCountAnew() {
    lab.bulk("user");
    lab.settle(
        lab.claim(1),
        new Outcome.Failed(
            lab.now(),
            ResponseClass.TRANSIENT,
            Outcome.Made.SUCCESSES,
            lab.now().plus(Duration.ofDays(5)),
            "balance"),
        null);
    lab.pass(Duration.ofDays(5));
    Retry retry = Objects.requireNonNull(lab.claim(1).users().getFirst().retry());
    assertThat(retry.progress()).isNull();
    assertThat(retry.attempts()).isZero();
  }

  @Test
  void whoIsGivenUpComesAgainInTheNextPeriodOnly() {
    lab.bulk("user");
    lab.settle(
        lab.claim(1),
        new Outcome.GivenUp(lab.now(), ResponseClass.PERMANENT, Outcome.Made.STARTS),
        null);
    assertThat(lab.queue()).isEmpty();
    assertThat(
            lab.owner
                .sql("SELECT user_id || ' ' || reason FROM given_up")
                .query(String.class)
                .single())
        .isEqualTo("user permanent");
    lab.single("user"); // known already: nothing changes
    lab.consents.demand(lab.institution, "user", Retry.Kind.REPLAY, 0);
    assertThat(lab.claim(1).users()).isEmpty();
    lab.pass(Duration.ofDays(4));
    assertThat(names(lab.claim(1))).containsExactly("user");
  }

  @Test
  void endedExpiredAndUnusedConsentsArePassedOver() {
    List<String> users = RingLab.users(5);
    lab.add(false, users, null);
    lab.add(lab.worker, false, List.of(users.get(0)), null, null, "ended");
    lab.owner
        .sql("UPDATE consent SET expires_at = :t WHERE user_id = :u")
        .param("t", RingLab.utc(lab.now().plusSeconds(60)))
        .param("u", users.get(1))
        .update();
    lab.owner
        .sql("UPDATE consent SET last_access_at = :t WHERE user_id = :u")
        .param("t", RingLab.utc(lab.now().minus(Duration.ofDays(184))))
        .param("u", users.get(2))
        .update();
    Claim.Granted page = lab.claim(10);
    assertThat(names(page)).containsExactly(users.get(3), users.get(4));
    lab.settle(
        page,
        new Outcome.Ended(lab.now(), ResponseClass.CONSENT_ENDED, Outcome.Made.STARTS),
        List.of(users.get(3)));
    lab.refreshed(page, users.get(4));
    lab.pass(Duration.ofDays(7));
    assertThat(names(lab.claim(10))).containsExactly(users.get(4));
  }

  @Test
  void atMostAFifthComesFromTheRetryQueueWhileTheRingHasUsersAndAllOnceItHasNone() {
    List<String> users = RingLab.users(40);
    lab.add(false, users, null);
    lab.settle(lab.claim(20), lab.failed(), null);
    lab.pass(Duration.ofMinutes(2));
    List<Integer> retries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Claim.Granted page = lab.claim(2);
      retries.add((int) page.users().stream().filter(ClaimedUser::isRetry).count());
      lab.refreshed(page);
    }
    assertThat(retries.stream().mapToInt(n -> n).sum()).isBetween(3, 4);
    Claim.Granted page = lab.claim(60);
    assertThat(page.roundOver()).isTrue();
    lab.refreshed(page);
    assertThat(lab.queue()).isEmpty();
    for (String user : users) {
      assertThat(lab.sinceSuccess(user)).isNotNull();
    }
  }

  @Test
  void aSparseStretchIsReadInBoundsAndGoneOnWithLater() {
    List<String> users = RingLab.users(3_000);
    lab.add(false, users, null);
    lab.owner
        .sql("UPDATE consent SET last_access_at = '2020-01-01' WHERE ring_key < :key")
        .param("key", RingKey.of(users.get(2_500)))
        .update();
    assertThat(lab.claim(3).users()).isEmpty();
    assertThat(progress("passed")).isEqualTo(1_030L);
    assertThat(lab.claim(3).users()).isEmpty();
    assertThat(names(lab.claim(3))).isEqualTo(users.subList(2_500, 2_503));
    assertThat(progress("passed")).isEqualTo(2_503L);
    assertThat(progress("claimed")).isEqualTo(3L);
  }

  @Test
  void progressIsToldFromCounters() {
    lab.add(false, RingLab.users(10), null);
    Claim.Granted page = lab.claim(4);
    assertThat(progress("population")).isEqualTo(10L);
    assertThat(progress("claimed")).isEqualTo(4L);
    assertThat(progress("open_users")).isEqualTo(4L);
    lab.refreshed(page, names(page).getFirst());
    lab.settle(page, lab.failed(), List.of(names(page).getLast()));
    assertThat(progress("open_users")).isEqualTo(2L);
    assertThat(progress("retries_waiting")).isEqualTo(1L);
    lab.pass(Duration.ofMinutes(5));
    lab.sweep();
    assertThat(progress("retries_due")).isEqualTo(3L);
    assertThat(lab.owner.sql("SELECT ring_recount(1)").query(Long.class).single()).isZero();
  }

  @Test
  void everyConsentIsInOneLanesPopulationHoweverTheRingIsCut() {
    lab.add(false, RingLab.users(3_000), null);
    for (int lanes : List.of(1, 2, 3, 7, 64, 100)) {
      lab.owner.sql("DELETE FROM lane").update();
      lab.claim(0, lanes, 0);
      List<Long> populations =
          lab.owner
              .sql("SELECT population FROM lane_progress ORDER BY lane")
              .query((row, number) -> row.getLong(1))
              .list();
      assertThat(populations).hasSize(lanes);
      assertThat(populations.stream().mapToLong(n -> n).sum())
          .as("%d lanes", lanes)
          .isEqualTo(3_000);
      List<Long> really =
          lab.owner
              .sql(
                  """
                  SELECT (SELECT count(*) FROM consent WHERE ring_key BETWEEN arc_first AND arc_last)
                  FROM lane ORDER BY lane
                  """)
              .query((row, number) -> row.getLong(1))
              .list();
      for (int lane = 0; lane < lanes; lane++) {
        // A 64th that an edge cuts is shared by length, as keys are spread evenly.
        assertThat((double) populations.get(lane))
            .as("lane %d of %d", lane, lanes)
            .isCloseTo(really.get(lane), within(64 % lanes == 0 ? 0.0 : 25.0));
      }
    }
  }

  private long progress(String column) {
    return lab.owner.sql("SELECT " + column + " FROM lane_progress").query(Long.class).single();
  }
}
