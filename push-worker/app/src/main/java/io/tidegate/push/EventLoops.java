package io.tidegate.push;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The event loops of all clients and servers of this process. Whatever uses them depends on the
 * bean, and the bean on this: so they are closed last.
 */
@Configuration(proxyBeanMethods = false)
class EventLoops implements DisposableBean {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));

  @Bean(destroyMethod = "")
  Vertx vertx() {
    return vertx;
  }

  @Override
  public void destroy() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
