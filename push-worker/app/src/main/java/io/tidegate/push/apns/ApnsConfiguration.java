package io.tidegate.push.apns;

import io.tidegate.push.channel.Channel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Apple's apps and connections. */
@Configuration(proxyBeanMethods = false)
class ApnsConfiguration {
  @Bean(destroyMethod = "close")
  ApnsConnections apnsConnections(ApnsSettings settings) {
    return new ApnsConnections(settings);
  }

  @Bean
  Channel apnsChannel(ApnsConnections apnsConnections, ApnsSettings settings) {
    return new ApnsChannel(apnsConnections.apps(), settings.timeout());
  }
}
