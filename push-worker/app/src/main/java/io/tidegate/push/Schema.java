package io.tidegate.push;

import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A push-worker checks the tables it finds and changes none: only {@code tidegate migrate} does.
 */
@Configuration(proxyBeanMethods = false)
class Schema {
  @Bean
  FlywayMigrationStrategy validateOnly() {
    return Flyway::validate;
  }
}
