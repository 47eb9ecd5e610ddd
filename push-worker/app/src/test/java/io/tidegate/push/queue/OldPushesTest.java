package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.device.DeadTokens;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OldPushesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

  @Test
  void idsAreForgottenWhenNoRepeatCanHaveThemAndEachPageOfTheTableIsReadOnce() {
    try (TestDatabase database = TestServers.database();
        HikariDataSource role = new HikariDataSource()) {
      role.setDataSource(database.as("tidegate_push"));
      JdbcClient jdbc = JdbcClient.create(role);
      JdbcClient owner = JdbcClient.create(database.owner());
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
      try (OldPushes old = new OldPushes(delivered, letters, Duration.ofDays(90), () -> NOW)) {
        old.round();
      }
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
}
