package io.tidegate.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets time pass beside a process, which is to outlast it. */
final class Lasting {
  private Lasting() {}

  /**
   * Returns after a time; a process that ends meanwhile is no measurement.
   *
   * @param name what the process is called
   * @param end when it ends
   */
  static void pass(Duration time, String name, CompletableFuture<?> end) throws IOException {
    try {
      end.get(time.toNanos(), TimeUnit.NANOSECONDS);
      throw new IOException(name + " has ended");
    } catch (TimeoutException e) {
      // As it should be: it is still there.
    } catch (ExecutionException e) {
      throw new IOException(name + " cannot be waited for", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
