package io.tidegate.push.apns;

import io.tidegate.push.channel.Channel;
import io.tidegate.push.queue.QueueSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Apple's apps and connections. */
@Configuration(proxyBeanMethods = false)
class ApnsConfiguration {
  @Bean(destroyMethod = "close")
  ApnsConnections apnsConnections(ApnsSettings settings, QueueSettings queue) {
    queue.mustHold("tidegate.push.apns.timeout", settings.timeout());
    return new ApnsConnections(settings, queue.inFlight());
  }

  @Bean
  Channel apnsChannel(ApnsConnections apnsConnections) {
    return new ApnsChannel(apnsConnections.apps());
  }
}
