package io.tidegate.worker.server;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.worker.OwnConnection;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The lease has a connection of its own: a pool that is used up, or a long statement, must not cost
 * the process its registration.
 */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  ServerLease serverLease(JdbcConnectionDetails database, ServerSettings settings) {
    HikariDataSource own = OwnConnection.to(database, "server-lease", PATIENCE);
    return new ServerLease(servers(own), settings, System::nanoTime, own::close);
  }

  /** For those who take over work: their question belongs to their own transaction. */
  @Bean
  Servers servers(JdbcClient jdbc, TransactionTemplate transactions) {
    return new Servers(jdbc, transactions);
  }

  private static Servers servers(HikariDataSource source) {
    return new Servers(
        JdbcClient.create(source), new TransactionTemplate(new JdbcTransactionManager(source)));
  }
}
