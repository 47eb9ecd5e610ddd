package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Clients;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The event loops of this process, each a Vert.x of its own with one thread.
 *
 * @param loops them
 */
record EventLoops(List<Loop> loops) {

  /**
   * One event loop.
   *
   * @param vertx whose it is
   * @param thread what is done on it
   */
  record Loop(Vertx vertx, IoThread thread) {}

  /** Makes an I/O thread of an event loop, with its HTTP clients. */
  interface Making {
    IoThread on(Vertx vertx, Clients clients);
  }

  /**
   * Starts as many.
   *
   * @param first what each thread does before anything else
   */
  static EventLoops start(int number, SslBundles bundles, Runnable first, Making making) {
    Function<String, Clients.Certificates> named = name -> certificates(bundles.getBundle(name));
    return new EventLoops(
        Stream.generate(EventLoops::vertx)
            .limit(number)
            .peek(each -> each.runOnContext(started -> first.run()))
            .map(each -> new Loop(each, making.on(each, new Clients(each, named))))
            .toList());
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  private static Clients.Certificates certificates(SslBundle bundle) {
    return new Clients.Certificates(
        Stream.of(bundle.getManagers().getKeyManagers())
            .filter(X509KeyManager.class::isInstance)
            .map(X509KeyManager.class::cast)
            .findFirst()
            .orElse(null),
        Stream.of(bundle.getManagers().getTrustManagers()).findFirst().orElse(null));
  }

  List<IoThread> threads() {
    return loops.stream().map(Loop::thread).toList();
  }

  void close() {
    loops.forEach(loop -> loop.vertx().close());
  }
}
