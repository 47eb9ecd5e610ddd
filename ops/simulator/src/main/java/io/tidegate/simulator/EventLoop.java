package io.tidegate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The event loop, as seen from threads that may wait for it. */
final class EventLoop {
  private static final long SECONDS = 60;

  private EventLoop() {}

  /** Runs something on the event loop; there is only one. */
  static Future<Void> run(Vertx vertx, Callable<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            run -> {
              try {
                work.call().onComplete(done);
              } catch (Exception e) {
                done.fail(e);
              }
            });
    return done.future();
  }

  /** Waits for it, a minute at most. */
  static void await(Future<Void> future) throws IOException {
    try {
      future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? "no cause" : String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("nothing after " + SECONDS + " s", e);
    }
  }
}
