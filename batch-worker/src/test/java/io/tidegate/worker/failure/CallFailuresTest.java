package io.tidegate.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.policy.ResponseClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class CallFailuresTest {
  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());
  private final CallFailures failures =
      new CallFailures(new JdbcTemplate(database.as("tidegate_worker")));

  @BeforeEach
  void anInstitution() {
    owner.sql("INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')").update();
    owner
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)
            SELECT id, ring_key('u''1'), 'u''1', now() FROM institution
            """)
        .update();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void aFailureIsKeptWithAllThatIsKnownOfIt() {
    failures.keep(List.of(answered("T1"), unanswered("T2")));
    assertThat(owner.sql("SELECT * FROM call_failure ORDER BY 1").query().listOfRows())
        .satisfiesExactly(
            row ->
                assertThat(row)
                    .containsEntry("user_id", "u'1")
                    .containsEntry("object", "110-22")
                    .containsEntry("response_class", "consent-ended")
                    .containsEntry("status", 401)
                    .containsEntry("code", "40106")
                    .containsEntry("duration_us", 31_007L),
            row ->
                assertThat(row)
                    .containsEntry("object", null)
                    .containsEntry("response_class", "transient")
                    .containsEntry("status", null)
                    .containsEntry("code", null));
    assertThat(
            owner
                .sql("SELECT started_at FROM call_failure WHERE transaction_id = 'T1'")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant())
        .isEqualTo(Instant.parse("2026-11-21T03:00:00.123456Z"));
  }

  @Test
  void aBatchThatIsWrittenTwiceCountsOnce() {
    failures.keep(List.of(answered("T1")));
    failures.keep(List.of(answered("T1"), answered("T2")));
    failures.keep(List.of());
    assertThat(owner.sql("SELECT count(*) FROM call_failure").query(Long.class).single())
        .isEqualTo(2);
  }

  @Test
  void aFailureOfOneWhoWasErasedMeanwhileIsNotKept() {
    failures.keep(List.of(answered("T1")));
    owner.sql("SELECT ring_erase(1, 'u''1')").query().listOfRows();
    failures.keep(List.of(answered("T2")));
    assertThat(owner.sql("SELECT transaction_id FROM call_failure").query(String.class).list())
        .containsExactly("T1"); // which the erasing forgets itself
  }

  @Test
  void whoKeepsFailuresDoesNotWaitLongForAConsentThatSomebodyHolds() throws SQLException {
    try (Connection session = database.owner().getConnection();
        Statement holder = session.createStatement()) {
      session.setAutoCommit(false);
      holder.execute("SELECT FROM consent FOR UPDATE");
      assertThat(CompletableFuture.runAsync(() -> failures.keep(List.of(answered("T1")))))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("lock timeout");
      session.rollback();
    }
    failures.keep(List.of(answered("T1")));
    assertThat(owner.sql("SELECT transaction_id FROM call_failure").query(String.class).list())
        .containsExactly("T1");
  }

  @Test
  void aSuccessIsNoFailure() {
    assertThatThrownBy(() -> failure("T1", ResponseClass.UNCHANGED, 200, "00001", null))
        .hasMessage("a failure's response class must be none of the successes, but is unchanged");
  }

  private static CallFailure answered(String transactionId) {
    return failure(transactionId, ResponseClass.CONSENT_ENDED, 401, "40106", "110-22");
  }

  private static CallFailure unanswered(String transactionId) {
    return failure(transactionId, ResponseClass.TRANSIENT, null, null, null);
  }

  private static CallFailure failure(
      String transactionId,
      ResponseClass responseClass,
      @org.jspecify.annotations.Nullable Integer status,
      @org.jspecify.annotations.Nullable String code,
      @org.jspecify.annotations.Nullable String object) {
    return new CallFailure(
        transactionId,
        1,
        "u'1",
        "balance",
        object,
        1,
        responseClass,
        status,
        code,
        Instant.parse("2026-11-21T03:00:00.123456Z"),
        Duration.ofNanos(31_007_900),
        7);
  }
}
