package io.tidegate.worker.ring;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.worker.OwnConnection;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The sweeper has a connection of its own, as the connection's age is what it goes by. */
@Configuration(proxyBeanMethods = false)
class RingConfiguration {
  private static final Duration WHOLE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  SweepRounds sweepRounds(
      JdbcConnectionDetails database, RingSettings settings, RingMetrics metrics) {
    HikariDataSource own = OwnConnection.to(database, "ring-sweeper", PATIENCE);
    own.setMaxLifetime(0); // it is held for as long as it is whole
    return new SweepRounds(
        new Sweeper(own, System::nanoTime, WHOLE), metrics, settings.sweepEvery(), own::close);
  }
}
