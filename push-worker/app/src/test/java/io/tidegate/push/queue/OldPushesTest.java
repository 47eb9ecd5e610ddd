package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.device.DeadTokens;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OldPushesTest {
  @Test
  void idsAreForgottenWhenNoRepeatCanHaveThemByTheDatabasesClockAndEachPageIsReadOnce() {
    try (TestDatabase database = TestServers.database();
        HikariDataSource role = new HikariDataSource()) {
      role.setDataSource(database.as("tidegate_push"));
      JdbcClient jdbc = JdbcClient.create(role);
      JdbcClient owner = JdbcClient.create(database.owner());
      owner
          .sql(
              """
              CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
              RETURN timestamptz '2026-11-28T00:00:00Z'
              """)
          .update();
      owner
          .sql(
              """
              INSERT INTO dead_letter (push_id, user_id, channel, app, reason, last_answer,
                attempts, due_at, dead_at, push)
              SELECT i, '', 'fcm', '', 'unreadable', '', 0, at, at, '{}'::jsonb
              FROM (SELECT i, timestamptz '2026-11-28T00:00:00Z' - i * interval '720 hours'
                + interval '1 minute' FROM generate_series(1, 6) AS i) AS old(i, at)
              """)
          .update();
      owner
          .sql(
              """
              INSERT INTO delivered_push (key, keep_until)
              SELECT gen_random_uuid(), timestamptz '2026-11-28T00:00:00Z'
                + (i % 5 - 2) * interval '1 hour'
              FROM generate_series(1, 20000) AS i
              """)
          .update();
      DeliveredPushes delivered = new DeliveredPushes(jdbc);
      assertThat(delivered.pages()).isGreaterThan(100);
      var transactions = new TransactionTemplate(new DataSourceTransactionManager(role));
      DeadLetters letters = new DeadLetters(jdbc, transactions, new DeadTokens(jdbc));
      try (OldPushes old = new OldPushes(delivered, letters, Duration.ofDays(90))) {
        old.round();
      }
      assertThat(owner.sql("SELECT count(*) FROM dead_letter").query(Integer.class).single())
          .isEqualTo(3);
      assertThat(owner.sql("SELECT count(*) FROM delivered_push").query(Integer.class).single())
          .isEqualTo(12_000);
      assertThat(
              owner
                  .sql(
                      """
                      SELECT count(*) FROM delivered_push
                      WHERE keep_until < timestamptz '2026-11-28T00:00:00Z'
                      """)
                  .query(Integer.class)
                  .single())
          .isZero();
      assertThat(
              String.join(
                  "\n",
                  owner
                      .sql(
                          """
                          EXPLAIN DELETE FROM delivered_push
                          WHERE ctid >= '(32,0)' AND ctid < '(64,0)' AND keep_until < now()
                          """)
                      .query(String.class)
                      .list()))
          .contains("Tid Range Scan");
    }
  }

  @Test
  void anErrorEndsOneRoundOnly() {
    try (TestDatabase database = TestServers.database()) {
      JdbcClient jdbc = JdbcClient.create(database.owner());
      AtomicInteger asked = new AtomicInteger();
      DeliveredPushes broken =
          new DeliveredPushes(jdbc) {
            @Override
            long pages() {
              asked.incrementAndGet();
              throw new StackOverflowError("in a driver, say");
            }
          };
      var transactions =
          new TransactionTemplate(new DataSourceTransactionManager(database.owner()));
      DeadLetters letters = new DeadLetters(jdbc, transactions, new DeadTokens(jdbc));
      try (OldPushes old = new OldPushes(broken, letters, Duration.ofDays(90))) {
        assertThatCode(old::round)
            .as("what a round throws, no other comes after")
            .doesNotThrowAnyException();
      }
      assertThat(asked).hasValue(1);
    }
  }
}
