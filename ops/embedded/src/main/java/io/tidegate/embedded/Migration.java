package io.tidegate.embedded;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a database's tables and roles up to date, as their owner. */
public final class Migration {
  private Migration() {}

  /**
   * Applies what is missing; returns how many migrations that were.
   *
   * @throws org.flywaydb.core.api.FlywayException when one fails, or an applied one has changed
   */
  public static int apply(DataSource owner) {
    return Flyway.configure()
        .dataSource(owner)
        .locations("classpath:io/tidegate/db/migration")
        // CREATE INDEX CONCURRENTLY would wait for Flyway's own transactional lock for ever.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
