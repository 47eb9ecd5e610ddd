package io.tidegate.worker.ring;

import static io.tidegate.worker.ring.RingLab.granted;
import static io.tidegate.worker.ring.RingLab.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.worker.ring.RingLab.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What happens between workers, sweepers and imports, driven step by step. */
class RingInterleavingsTest {
  private final RingLab lab = new RingLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void twoWorkersOnOneSpanTheSecondFindsItTaken() throws Exception {
    lab.add(false, RingLab.users(10), null);
    Instant span = lab.now().plusSeconds(1);
    DataSource second = lab.anotherWorker();
    Claim first;
    CompletableFuture<Claim> other;
    try (Held _ = new Held(lab.worker)) {
      first = lab.claims.claim(lab.request(0, 1, span, 3, 1));
      other =
          CompletableFuture.supplyAsync(
              () ->
                  new Claims(new JdbcTemplate(second), RingLab.METRICS)
                      .claim(lab.request(0, 1, span, 3, 2)));
      lab.awaitBlockedStatements(1);
    }
    assertThat(granted(first).users()).hasSize(3);
    assertThat(other.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Claim.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Claim.Reason.TAKEN));
  }

  @Test
  void aClaimRepeatedAfterItsAnswerWasLostGetsItsPageBack() {
    List<String> users = RingLab.users(10);
    lab.add(false, users, null);
    ClaimRequest request = lab.request(0, 1, lab.now().plusSeconds(1), 4, 1);
    Claim.Granted lost = granted(lab.claims.claim(request));
    Claim.Granted again = granted(lab.claims.claim(request));
    assertThat(again.repeated()).isTrue();
    assertThat(again.users()).isEqualTo(lost.users());
    assertThat(again.page()).isEqualTo(lost.page());
    lab.refreshed(again, users.get(1));
    assertThat(granted(lab.claims.claim(request)).users())
        .extracting(ClaimedUser::place)
        .containsExactly(0, 2, 3);
    assertThat(names(lab.claim(4))).isEqualTo(users.subList(4, 8));
  }

  @Test
  void aSettlementRepeatedAfterItsAnswerWasLostChangesNothing() {
    lab.bulk("user");
    Claim.Granted page = lab.claim(1);
    assertThat(lab.refreshed(page)).isEqualTo(1);
    assertThat(lab.refreshed(page)).isZero();
    assertThat(lab.settle(page, lab.failed(), null)).isZero();
    assertThat(lab.queue()).isEmpty();
  }

  @Test
  void aWorkerWakesAfterItsPageWasSweptAndItsSuccessCountsAndEmptiesTheQueue() {
    List<String> users = RingLab.users(2);
    lab.add(false, users, null);
    Claim.Granted page = lab.claim(2);
    lab.pass(Duration.ofSeconds(169)); // 2 min refresh + 20 s response + 30 s, less a second
    assertThat(lab.sweep()).isZero();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.sweep()).isEqualTo(2);
    assertThat(lab.queue())
        .containsExactly(users.get(0) + " swept 1 0", users.get(1) + " swept 1 0");
    assertThat(lab.refreshed(page, users.get(0))).isEqualTo(1);
    assertThat(lab.settle(page, lab.failed(), List.of(users.get(1)))).isZero();
    assertThat(lab.queue()).containsExactly(users.get(1) + " swept 1 0");
    assertThat(names(lab.claim(5))).containsExactly(users.get(1));
  }

  @Test
  void aWorkerWakesAfterItsPageWasClearedAwayAndItsSuccessStillCounts() {
    lab.bulk("user");
    Claim.Granted page = lab.claim(1);
    lab.pass(Duration.ofMinutes(3));
    lab.sweep();
    lab.pass(Duration.ofHours(25));
    lab.owner.sql("SELECT ring_clear(100)").query(Integer.class).single();
    assertThat(lab.owner.sql("SELECT count(*) FROM page").query(Long.class).single()).isZero();
    assertThat(lab.refreshed(page)).isEqualTo(1);
    assertThat(lab.queue()).isEmpty();
  }

  @Test
  void aSuccessIsNotOverwrittenByAnOlderClaim() {
    lab.bulk("user");
    Claim.Granted asleep = lab.claim(1);
    lab.pass(Duration.ofMinutes(3));
    lab.sweep();
    Claim.Granted newer = lab.claim(1);
    lab.refreshed(newer);
    lab.pass(Duration.ofSeconds(100));
    assertThat(lab.settle(asleep, lab.failed(), null)).isZero(); // the late failure
    assertThat(lab.queue()).isEmpty();
    assertThat(lab.sinceSuccess("user")).isEqualTo(100);
    assertThat(lab.refreshed(asleep)).isZero(); // the late success
    assertThat(lab.sinceSuccess("user")).isEqualTo(100);
  }

  @Test
  void aLateSuccessCountsAfterANewerFailure() {
    lab.bulk("user");
    Claim.Granted asleep = lab.claim(1);
    lab.pass(Duration.ofMinutes(3));
    lab.sweep();
    lab.settle(lab.claim(1), lab.failed(), null);
    assertThat(lab.queue()).containsExactly("user failed 2 60");
    assertThat(lab.refreshed(asleep)).isEqualTo(1);
    assertThat(lab.queue()).isEmpty();
    assertThat(lab.sinceSuccess("user")).isZero();
  }

  @Test
  void aConsentImportedDuringAClaimFindsItselfBehindTheCursor() throws Exception {
    List<String> users = RingLab.users(6);
    lab.add(false, List.of(users.get(0), users.get(2), users.get(4)), null);
    DataSource importer = lab.anotherWorker();
    Claim claimed;
    CompletableFuture<Void> imported;
    try (Held _ = new Held(lab.worker)) {
      claimed = lab.claims.claim(lab.request(0, 1, lab.now().plusSeconds(1), 2, 1));
      imported =
          CompletableFuture.runAsync(
              () -> {
                lab.add(importer, true, List.of(users.get(1)), null, null, null);
                lab.add(importer, true, List.of(users.get(5)), null, null, null);
              });
      lab.awaitBlockedStatements(1);
    }
    imported.get(30, TimeUnit.SECONDS);
    assertThat(names(granted(claimed))).containsExactly(users.get(0), users.get(2));
    assertThat(lab.queue()).containsExactly(users.get(1) + " new 0 0");
    assertThat(names(lab.claim(6))).containsExactly(users.get(1), users.get(4), users.get(5));
  }

  @Test
  void aClaimDuringAnImportWaitsAndSeesTheConsent() throws Exception {
    List<String> users = RingLab.users(6);
    lab.add(false, List.of(users.get(0), users.get(2), users.get(4)), null);
    lab.claim(1);
    DataSource importer = lab.anotherWorker();
    CompletableFuture<Claim.Granted> claimed;
    try (Held _ = new Held(importer)) {
      lab.add(importer, true, List.of(users.get(1)), null, null, null);
      claimed = CompletableFuture.supplyAsync(() -> lab.claim(2));
      lab.awaitBlockedStatements(1);
    }
    assertThat(names(claimed.get(30, TimeUnit.SECONDS)))
        .containsExactly(users.get(1), users.get(2));
    assertThat(lab.queue()).isEmpty();
  }

  @Test
  void theFirstClaimEverWaitsForAnImportThatHasNoLaneToLookAt() throws Exception {
    DataSource importer = lab.anotherWorker();
    CompletableFuture<Claim.Granted> claimed;
    try (Held _ = new Held(importer)) {
      lab.add(importer, true, List.of("user"), null, null, null);
      claimed = CompletableFuture.supplyAsync(() -> lab.claim(2));
      lab.awaitBlockedStatements(1);
    }
    assertThat(names(claimed.get(30, TimeUnit.SECONDS))).containsExactly("user");
  }

  @Test
  void aBulkImportWaitsForTheCursor() {
    List<String> users = RingLab.users(6);
    lab.add(false, List.of(users.get(2), users.get(4)), null);
    lab.claim(1);
    lab.add(false, List.of(users.get(1), users.get(3)), null);
    assertThat(lab.queue()).isEmpty();
    assertThat(names(lab.claim(6))).containsExactly(users.get(3), users.get(4));
    assertThat(
            lab.owner
                .sql("SELECT population - passed FROM lane_progress")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aUserInTheRetryQueueAndUnderTheCursorIsInOnePageOnly() {
    List<String> users = RingLab.users(4);
    lab.add(false, users, null);
    lab.consents.demand(lab.institution, users.get(1), Retry.Kind.REPLAY, 0);
    lab.consents.demand(lab.institution, users.get(3), Retry.Kind.REPLAY, 0);
    Claim.Granted page = lab.claim(2); // a fifth of two is none: the ring passes over
    assertThat(names(page)).containsExactly(users.get(0), users.get(2));
    lab.consents.demand(lab.institution, users.get(0), Retry.Kind.REPLAY, 0);
    Claim.Granted next = lab.claim(10);
    assertThat(names(next))
        .as("not who is in an open page")
        .containsExactlyInAnyOrder(users.get(1), users.get(3));
    assertThat(next.users()).allMatch(ClaimedUser::isRetry);
  }

  @Test
  void aNewRoundPassesOverWhoIsStillInAPageOfTheOneBefore() {
    lab.quotas = List.of();
    lab.cycle = Duration.ofSeconds(10);
    List<String> users = RingLab.users(3);
    lab.add(false, users, null);
    Claim.Granted first = lab.claim(3);
    lab.refreshed(first, users.get(0));
    lab.pass(Duration.ofSeconds(10));
    Claim.Granted second = lab.claim(3);
    assertThat(names(second)).containsExactly(users.get(0));
    lab.refreshed(first, users.get(1), users.get(2));
    lab.pass(Duration.ofSeconds(10));
    assertThat(names(lab.claim(3))).containsExactly(users.get(1), users.get(2));
  }

  @Test
  void aLaneSplitInMidRoundLosesNobodyAndCallsNobodyTwice() {
    List<String> users = RingLab.users(64);
    for (int before : List.of(0, 10, 40, 63, 64)) {
      for (int start : List.of(0, 20, 50)) {
        splitAfter(users, start, before);
      }
    }
  }

  /** A round that began after so many users is split after so many more. */
  private void splitAfter(List<String> users, int start, int before) {
    try (RingLab fresh = new RingLab()) {
      fresh.add(false, users, null);
      if (start > 0) {
        fresh.refreshed(fresh.claim(start));
        fresh.pass(Duration.ofDays(7));
      }
      List<String> claimed = new ArrayList<>();
      if (before > 0) {
        Claim.Granted page = fresh.claim(before);
        claimed.addAll(names(page));
        fresh.refreshed(page);
      }
      for (int round = 0; round < 4; round++) {
        for (int lane = 0; lane < 4; lane++) {
          Claim.Granted page = fresh.claim(lane, 4, 100);
          claimed.addAll(names(page));
          fresh.refreshed(page);
        }
      }
      assertThat(claimed)
          .as("round from %d, split after %d", start, before)
          .containsExactlyInAnyOrderElementsOf(users);
      assertThat(
              fresh
                  .owner
                  .sql("SELECT bool_and(round_over) AND sum(population) = 64 FROM lane_progress")
                  .query(Boolean.class)
                  .single())
          .isTrue();
      if (before > 0) {
        assertThat(fresh.owner.sql("SELECT sum(passed) FROM lane").query(Long.class).single())
            .isBetween(40L, 90L);
      }
    }
  }

  @Test
  void lanesAreMergedOnlyWhenTheRoundsOfAllAreOver() {
    List<String> users = RingLab.users(20);
    lab.add(false, users, null);
    lab.refreshed(lab.claim(0, 2, 100));
    assertThat(lab.claims.claim(lab.request(0, 1, lab.now().plusSeconds(1), 10, 1)))
        .isInstanceOfSatisfying(
            Claim.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Claim.Reason.CUT_OTHERWISE));
    assertThat(lanes(1)).isEqualTo(2);
    lab.refreshed(lab.claim(1, 2, 100));
    assertThat(lanes(1)).isEqualTo(1);
    assertThat(lab.claim(0, 1, 10).users()).isEmpty();
    lab.pass(Duration.ofDays(7));
    assertThat(names(lab.claim(0, 1, 20))).isEqualTo(users);
    assertThat(lab.claims.claim(lab.request(0, 2, lab.now().minusSeconds(0), 10, 1)))
        .as("a command of the cut before")
        .isInstanceOf(Claim.Granted.class); // it is newer than the cut: the ring is split again
  }

  private int lanes(int wanted) {
    return lab.owner
        .sql("SELECT ring_lanes(:i, :w)")
        .param("i", lab.institution)
        .param("w", wanted)
        .query(Integer.class)
        .single();
  }

  @Test
  void aBlockedInstitutionYieldsNothingAndASpanThatIsOverNeither() {
    lab.bulk("user");
    lab.owner
        .sql(
            "INSERT INTO institution_state (institution_id, version, blocked_until, rate_factor,"
                + " reason) VALUES (:i, 7, :t, 0.5, 'Retry-After')")
        .param("i", lab.institution)
        .param("t", RingLab.utc(lab.now().plusSeconds(60)))
        .update();
    Claim blocked = lab.claims.claim(lab.request(0, 1, lab.now().plusSeconds(1), 1, 1));
    assertThat(blocked)
        .isInstanceOfSatisfying(
            Claim.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Claim.Reason.BLOCKED);
              assertThat(refused.state().version()).isEqualTo(7);
              assertThat(refused.state().rateFactor()).isEqualTo(0.5f);
              assertThat(refused.databaseNow()).isEqualTo(lab.now());
            });
    lab.pass(Duration.ofSeconds(60));
    assertThat(lab.claims.claim(lab.request(0, 1, lab.now().minusSeconds(1), 1, 1)))
        .isInstanceOfSatisfying(
            Claim.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Claim.Reason.LATE));
    assertThat(names(lab.claim(1))).containsExactly("user");
  }

  @Test
  void aNewWorkerLearnsHowManyOfTheLanesUsersAreStillOpenElsewhere() {
    lab.add(false, RingLab.users(10), null);
    Claim.Granted others = lab.claim(4);
    lab.refreshed(others, names(others).getFirst());
    Claim.Granted own =
        granted(lab.claims.claim(lab.request(0, 1, lab.now().plusSeconds(5), 2, 2)));
    assertThat(own.othersOpenUsers()).isEqualTo(3);
  }

  @Test
  void whatKillsItsWorkersAgainAndAgainIsGivenUpAndHoldsNobodyUp() {
    lab.bulk("poison");
    for (int death = 1; death <= 3; death++) {
      assertThat(names(lab.claim(1))).containsExactly("poison");
      lab.pass(Duration.ofMinutes(3));
      assertThat(lab.sweep()).isEqualTo(1);
    }
    assertThat(lab.queue()).isEmpty();
    assertThat(
            lab.owner
                .sql("SELECT user_id || ' ' || reason || ' ' || attempts FROM given_up")
                .query(String.class)
                .single())
        .isEqualTo("poison swept 3");
    assertThat(lab.claim(1).users()).isEmpty();
  }

  @Test
  void anErasedUserIsGoneFromEveryPageAndThePageStillCloses() {
    List<String> users = RingLab.users(2);
    lab.add(false, users, null);
    Claim.Granted page = lab.claim(2);
    assertThat(lab.consents.erase(users.get(0))).isEqualTo(1);
    lab.refreshed(page);
    assertThat(
            lab.owner
                .sql("SELECT count(*) FROM page WHERE ended_at IS NULL OR :u = ANY (users)")
                .param("u", users.get(0))
                .query(Long.class)
                .single())
        .isZero();
    assertThat(lab.consents.institutionsOf(users.get(0))).isEmpty();
    assertThat(lab.owner.sql("SELECT sum(consents) FROM ring_arc").query(Long.class).single())
        .isEqualTo(1L);
  }
}
