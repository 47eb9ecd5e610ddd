package io.tidegate.push.request;

import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What requests leave behind is tidied up. */
@Configuration(proxyBeanMethods = false)
class RequestConfiguration {
  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  KeyRounds keyRounds(Creations creations, RequestSettings settings) {
    return new KeyRounds(creations, settings.idempotency());
  }
}
