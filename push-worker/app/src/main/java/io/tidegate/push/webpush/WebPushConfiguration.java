package io.tidegate.push.webpush;

import com.interaso.webpush.VapidKeys;
import com.interaso.webpush.WebPush;
import io.tidegate.push.address.PublicAddresses;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.queue.QueueSettings;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Web Push's keys, connections and threads. */
@Configuration(proxyBeanMethods = false)
class WebPushConfiguration {
  /**
   * The application server's key, if Web Push is set up.
   *
   * @param publicKey uncompressed point in base64url, as browsers want it; empty if it is not
   */
  record ServerKey(String publicKey) {}

  /** Wait for DNS: threads that cost nothing, as a name server of a user's may take its time. */
  @Bean(defaultCandidate = false, destroyMethod = "shutdownNow")
  @Qualifier("webPushThreads")
  ExecutorService webPushThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("web-push-", 0).factory());
  }

  @Bean(destroyMethod = "close")
  Posts webPushPosts(Vertx vertx, WebPushSettings settings, QueueSettings queue) {
    queue.mustHold("tidegate.push.web-push.timeout", settings.timeout());
    return new Posts(vertx, settings.connections(), queue.inFlight(), settings.timeout());
  }

  @Bean
  @DependsOnDatabaseInitialization
  KeptKeys keptKeys(JdbcClient jdbc) {
    return new KeptKeys(jdbc);
  }

  @Bean
  ServerKey serverKey(KeptKeys kept, WebPushSettings settings) {
    return new ServerKey(
        settings.contact() == null
            ? ""
            : Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(kept.get().getApplicationServerKey()));
  }

  @Bean
  Channel webPushChannel(
      KeptKeys kept,
      WebPushSettings settings,
      QueueSettings queue,
      PublicAddresses addresses,
      Posts webPushPosts,
      @Qualifier("webPushThreads") ExecutorService webPushThreads,
      Clock clock) {
    if (settings.contact() == null) {
      return new SilentChannel();
    }
    VapidKeys keys = kept.get();
    return new WebPushChannel(
        new Packing(new WebPush(settings.contact(), keys), addresses::of),
        webPushPosts,
        new BusyServices(Math.max(1, queue.inFlight() / 4)),
        settings.timeout(),
        webPushThreads,
        clock);
  }
}
