package io.tidegate.worker.retention;

import java.time.Clock;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** One of many workers does it; by the database's clock. */
@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {
  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  RetentionRounds retentionRounds(Retention retention, DataSource database, Clock clock) {
    JdbcTemplateLockProvider locks =
        new JdbcTemplateLockProvider(
            JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(new JdbcTemplate(database))
                .usingDbTime()
                .build());
    return new RetentionRounds(retention, new DefaultLockingTaskExecutor(locks), clock);
  }
}
