package io.tidegate.push.fcm;

import io.tidegate.push.channel.Channel;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.queue.QueueSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** FCM's apps and connections. */
@Configuration(proxyBeanMethods = false)
class FcmConfiguration {
  @Bean(destroyMethod = "close")
  Posts fcmPosts(Vertx vertx, FcmSettings settings, QueueSettings queue) {
    queue.mustHold("tidegate.push.fcm.timeout", settings.timeout());
    return new Posts(vertx, settings.connections(), queue.inFlight(), settings.timeout());
  }

  @Bean
  Channel fcmChannel(FcmSettings settings, Posts fcmPosts, Vertx vertx, Clock clock) {
    Executor mayWait = work -> vertx.executeBlocking(Executors.callable(work), false);
    Map<String, FcmApp> apps = new HashMap<>();
    settings
        .apps()
        .forEach(
            (name, app) ->
                apps.put(
                    name,
                    FcmApp.read(
                        name, app.serviceAccountFile(), settings.endpoint(), mayWait, clock)));
    return new FcmChannel(apps, fcmPosts, settings.timeout(), clock);
  }
}
