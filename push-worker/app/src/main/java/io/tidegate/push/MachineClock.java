package io.tidegate.push;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place in this process that reads the machine's clock. */
@Configuration(proxyBeanMethods = false)
class MachineClock {
  /** Also the {@link java.time.InstantSource} of everything that needs no zone. */
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
