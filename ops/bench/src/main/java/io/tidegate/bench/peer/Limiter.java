package io.tidegate.bench.peer;

/** Lets calls through one by one. */
@FunctionalInterface
public interface Limiter {
  /** Waits until one more call may start. */
  void acquire() throws InterruptedException;
}
