package io.tidegate.scheduler;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place in this process that reads the machine's clock. */
@Configuration(proxyBeanMethods = false)
class MachineClock {
  /** Also the {@link java.time.InstantSource} of everything that needs no zone. */
  @Bean
  @ConditionalOnMissingBean(Clock.class)
  Clock clock() {
    return Clock.systemUTC();
  }
}
