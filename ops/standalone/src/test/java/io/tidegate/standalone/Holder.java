package io.tidegate.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that holds a system up until it is killed, as {@code tidegate up} does. */
final class Holder {
  private Holder() {}

  /** Arguments: data folder, institutions folder. Prints "ready" when everything answers. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var settings = StandaloneSettings.of(Path.of(arguments[0]), Path.of(arguments[1]));
    try (Standalone system = Standalone.on(settings, line -> System.out.println(line))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(system), "stop"));
      system.start();
      System.out.println("ready");
      system.awaitClosed(Duration.ofDays(1));
    }
  }

  private static void stop(Standalone system) {
    try {
      system.close();
    } catch (IOException e) {
      System.out.println("not stopped in good order: " + e);
    }
  }
}
