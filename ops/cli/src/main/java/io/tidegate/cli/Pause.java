package io.tidegate.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The time between two questions to a running system. */
final class Pause {
  private static final long MILLIS = 200;

  private Pause() {}

  static void betweenQuestions() {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(MILLIS, TimeUnit.MILLISECONDS))
        .join();
  }
}
