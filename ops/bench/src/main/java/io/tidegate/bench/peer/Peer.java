package io.tidegate.bench.peer;

/** Makes calls until it is closed; its tasks are there before it starts. */
public interface Peer extends AutoCloseable {
  /** Begins to make the calls, as fast as it can or as its tasks are due. */
  void start();

  /** Stops; waits for what it has begun. */
  @Override
  void close();
}
