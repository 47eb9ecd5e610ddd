package io.tidegate.push;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The threads that speak with sockets and push services. */
@Configuration(proxyBeanMethods = false)
class EventLoops {
  @Bean(destroyMethod = "")
  Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  }

  /** Closes it when its users are closed. */
  @Bean
  AutoCloseable vertxEnd(Vertx vertx) {
    return () -> vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
