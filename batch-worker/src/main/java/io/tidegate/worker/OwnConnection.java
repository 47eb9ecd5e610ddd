package io.tidegate.worker;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A connection beside the pool, for what a pool that is used up, or a long statement, must not hold
 * up.
 */
public final class OwnConnection {
  private OwnConnection() {}

  /**
   * A source of one connection at a time, which takes the worker's role.
   *
   * @param name of the pool, and with the process's name what the database shows
   * @param patience how long a statement may take, in whole seconds
   */
  public static HikariDataSource to(
      JdbcConnectionDetails database, String name, Duration patience) {
    HikariDataSource source = new HikariDataSource();
    source.setPoolName(name);
    source.setMaximumPoolSize(1);
    source.setJdbcUrl(database.getJdbcUrl());
    source.setUsername(database.getUsername());
    source.setPassword(database.getPassword());
    source.setConnectionTimeout(3_000);
    source.setConnectionInitSql("SET ROLE tidegate_worker");
    source.addDataSourceProperty("ApplicationName", "batch-worker " + name);
    source.addDataSourceProperty("socketTimeout", Long.toString(patience.toSeconds()));
    source.addDataSourceProperty("connectTimeout", "3");
    return source;
  }
}
