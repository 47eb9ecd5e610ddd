package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is called: institutions at the addresses that their policies name. */
interface Receiver extends AutoCloseable {
  /** What it is. */
  String name();

  @Override
  void close() throws IOException;

  /**
   * Starts one: nginx where it is installed, as it costs least, else the simulator.
   *
   * @param folder of its own
   * @param latency how long each answer takes
   * @param papers of the server, whose callers must show theirs; null for plain HTTP
   */
  static Receiver start(
      List<BenchPolicy> policies, Path folder, Duration latency, @Nullable Papers papers)
      throws IOException {
    return Nginx.canAnswerAfter(latency)
        ? Nginx.start(policies, folder, latency, papers)
        : Simulated.start(policies, folder, latency, papers);
  }
}
