package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a worker did to a ring can be read from its meters. */
class RingMetricsTest {
  private final RingLab lab = new RingLab();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RingMetrics metrics = new RingMetrics(meters);
  private final Claims claims = new Claims(new JdbcTemplate(lab.worker), metrics);
  private final Settlements settlements =
      new Settlements(
          new JdbcTemplate(lab.worker),
          new TransactionTemplate(new JdbcTransactionManager(lab.worker)),
          metrics);

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void claimsTheirUsersAndBatchesOfOutcomesAreCounted() {
    lab.add(false, RingLab.users(10), null);
    ClaimRequest request = lab.request(0, 1, lab.now().plusSeconds(1), 4, 1);
    Claim.Granted page = RingLab.granted(claims.claim(request));
    claims.claim(request);
    claims.claim(lab.request(0, 1, lab.now().plusSeconds(1), 4, 2)); // another's span
    claims.claim(lab.request(0, 1, lab.now().minusSeconds(9), 4, 1));
    var outcomes =
        page.users().stream()
            .map(
                user ->
                    new Settlement(
                        page.page(), user, new Outcome.Refreshed(lab.now(), false, null)))
            .toList();
    settlements.settle(outcomes);
    settlements.settle(outcomes.subList(0, 3));

    assertThat(claimed("granted")).isEqualTo(1);
    assertThat(claimed("repeated")).isEqualTo(1);
    assertThat(claimed("taken")).isEqualTo(1);
    assertThat(claimed("late")).isEqualTo(1);
    assertThat(claimed("blocked")).isZero();
    assertThat(
            meters
                .get("tidegate.ring.claims")
                .tag("outcome", "granted")
                .timer()
                .totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
    assertThat(
            meters.get("tidegate.ring.claim.users").tag("source", "ring").summary().totalAmount())
        .isEqualTo(4);
    assertThat(meters.get("tidegate.ring.settles").tag("outcome", "settled").timer().count())
        .isEqualTo(2);
    assertThat(meters.get("tidegate.ring.settle.rows").summary().totalAmount()).isEqualTo(7);
    assertThat(meters.get("tidegate.ring.settle.late").counter().count()).isEqualTo(3);
  }

  @Test
  void aClaimThatTheDatabaseRefusesIsCountedAsFailed() {
    lab.owner.sql("ALTER FUNCTION ring_now() RENAME TO ring_then").update();
    try {
      claims.claim(lab.request(0, 1, lab.now().plusSeconds(1), 1, 1));
    } catch (org.springframework.dao.DataAccessException expected) {
      assertThat(claimed("failed")).isEqualTo(1);
      return;
    }
    throw new AssertionError("a claim without a clock was made");
  }

  @Test
  void sweptPagesAndTheirUsersAreCounted() {
    lab.add(false, RingLab.users(10), null);
    lab.claim(4);
    lab.pass(Duration.ofMinutes(10));
    try (Sweeper sweeper = new Sweeper(lab.anotherWorker(), () -> 0, Duration.ZERO)) {
      Sweeper.Swept swept = sweeper.sweep();
      metrics.swept(swept.pages(), swept.users());
    }
    assertThat(meters.get("tidegate.ring.swept.pages").counter().count()).isEqualTo(1);
    assertThat(meters.get("tidegate.ring.swept.users").counter().count()).isEqualTo(4);
  }

  private long claimed(String outcome) {
    return meters.get("tidegate.ring.claims").tag("outcome", outcome).timer().count();
  }
}
