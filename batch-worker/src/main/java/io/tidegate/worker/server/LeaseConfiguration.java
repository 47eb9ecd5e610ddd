package io.tidegate.worker.server;

import com.zaxxer.hikari.HikariDataSource;
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
  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  ServerLease serverLease(JdbcConnectionDetails database, ServerSettings settings) {
    HikariDataSource own = ownConnection(database);
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

  private static HikariDataSource ownConnection(JdbcConnectionDetails database) {
    HikariDataSource source = new HikariDataSource();
    source.setPoolName("server-lease");
    source.setMaximumPoolSize(1);
    source.setJdbcUrl(database.getJdbcUrl());
    source.setUsername(database.getUsername());
    source.setPassword(database.getPassword());
    source.setConnectionTimeout(3_000);
    source.setConnectionInitSql("SET ROLE tidegate_worker");
    source.addDataSourceProperty("ApplicationName", "batch-worker lease");
    source.addDataSourceProperty("socketTimeout", "5");
    source.addDataSourceProperty("connectTimeout", "3");
    return source;
  }
}
