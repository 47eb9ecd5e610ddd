package io.tidegate.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TrialRecorderTest {
  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());
  private final TrialRecorder recorder =
      new TrialRecorder(JdbcClient.create(database.as("tidegate_worker")));

  @BeforeEach
  void aTrial() {
    owner.sql("INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')").update();
    owner.sql("INSERT INTO trial (institution_id, user_id) VALUES (1, 'u1')").update();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void callsAreKeptOnceMaskedAndTheEndIsSaid() {
    recorder.call(call(1, 1, "T1"));
    recorder.call(call(1, 1, "T1"));
    recorder.call(call(1, 2, "T2"));
    recorder.finished(1, "success");
    recorder.finished(1, "too late");
    recorder.close();
    assertThat(owner.sql("SELECT * FROM trial_call ORDER BY sequence").query().listOfRows())
        .hasSize(2)
        .first()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("request", "GET /\nAuthorization: ***")
                    .containsEntry("answer", "{\"access_token\":\"***\"}")
                    .containsEntry("answer_bytes", 22L)
                    .containsEntry("response_class", "success"));
    assertThat(owner.sql("SELECT outcome FROM trial").query(String.class).single())
        .isEqualTo("success");
  }

  @Test
  void aTrialThatIsGoneTakesNothing() {
    recorder.call(call(99, 1, "T1"));
    recorder.close();
    assertThat(owner.sql("SELECT count(*) FROM trial_call").query(Long.class).single()).isZero();
  }

  private static TrialCall call(long trial, int sequence, String transactionId) {
    return new TrialCall(
        trial,
        sequence,
        transactionId,
        "accounts",
        null,
        1,
        "GET /\nAuthorization: Bearer abc",
        200,
        "00000",
        ResponseClass.SUCCESS,
        "{\"access_token\":\"abc\"}",
        Instant.parse("2026-11-21T03:00:00Z"),
        Duration.ofMillis(31));
  }
}
