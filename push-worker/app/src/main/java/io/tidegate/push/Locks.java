package io.tidegate.push;

import java.util.UUID;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What one of many nodes does at a time, by the database's clock. */
@Configuration(proxyBeanMethods = false)
class Locks {
  @Bean
  LockProvider lockProvider(DataSource database) {
    return new JdbcTemplateLockProvider(
        JdbcTemplateLockProvider.Configuration.builder()
            .withJdbcTemplate(new JdbcTemplate(database))
            .usingDbTime()
            .withLockedByValue("push-worker " + UUID.randomUUID()) // a host may run two
            .build());
  }
}
