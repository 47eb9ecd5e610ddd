package io.tidegate.bench.peer;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** Pooled connections for a peer. */
final class Pool {
  private Pool() {}

  static HikariDataSource over(DataSource database, int connections) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(database);
    pool.setMaximumPoolSize(connections);
    return pool;
  }
}
