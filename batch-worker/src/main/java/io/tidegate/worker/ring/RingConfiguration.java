package io.tidegate.worker.ring;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sweeper has a connection of its own, as the connection's age is what it goes by. */
@Configuration(proxyBeanMethods = false)
class RingConfiguration {
  private static final Duration WHOLE = Duration.ofSeconds(30);

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  SweepRounds sweepRounds(
      JdbcConnectionDetails database, RingSettings settings, RingMetrics metrics) {
    HikariDataSource own = ownConnection(database);
    return new SweepRounds(
        new Sweeper(own, System::nanoTime, WHOLE), metrics, settings.sweepEvery(), own::close);
  }

  private static HikariDataSource ownConnection(JdbcConnectionDetails database) {
    HikariDataSource source = new HikariDataSource();
    source.setPoolName("ring-sweeper");
    source.setMaximumPoolSize(1);
    source.setMaxLifetime(0); // it is held for as long as it is whole
    source.setJdbcUrl(database.getJdbcUrl());
    source.setUsername(database.getUsername());
    source.setPassword(database.getPassword());
    source.setConnectionTimeout(3_000);
    source.setConnectionInitSql("SET ROLE tidegate_worker");
    source.addDataSourceProperty("ApplicationName", "batch-worker sweeper");
    source.addDataSourceProperty("socketTimeout", "20");
    source.addDataSourceProperty("connectTimeout", "3");
    return source;
  }
}
