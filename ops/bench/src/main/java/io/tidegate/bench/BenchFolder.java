package io.tidegate.bench;

import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A folder of a bench's own, with a system's data in it; it goes with the bench. */
record BenchFolder(Path path) implements AutoCloseable {
  static BenchFolder make() throws IOException {
    Path folder = Files.createTempDirectory("tidegate-bench");
    Files.createDirectory(folder.resolve("institutions"));
    return new BenchFolder(folder);
  }

  /** The folder of policy files. */
  Path institutions() {
    return path.resolve("institutions");
  }

  /**
   * Starts a system of real processes on what is here.
   *
   * @param environment settings of its processes, such as {@code TIDEGATE_PIPELINE_ENABLED}
   */
  Standalone start(Map<String, String> environment, Consumer<String> say) throws IOException {
    return start(environment, system -> {}, say);
  }

  /**
   * The same, of a system to which something is to be said before it starts.
   *
   * @param environment settings of its processes
   */
  Standalone start(
      Map<String, String> environment, Consumer<Standalone> before, Consumer<String> say)
      throws IOException {
    Standalone system =
        Standalone.on(
            new StandaloneSettings(
                path.resolve("data"),
                institutions(),
                Optional.empty(),
                Optional.empty(),
                1,
                environment),
            say);
    try {
      before.accept(system);
      system.start();
      return system;
    } catch (IOException e) {
      system.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    Folders.remove(path);
  }
}
