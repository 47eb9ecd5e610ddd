package io.tidegate.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's process: formats its storage once, then is Kafka until its owner is gone. */
final class BrokerMain {
  private BrokerMain() {}

  /** Arguments: the properties file, the cluster id, the marker of formatted storage. */
  public static void main(String[] arguments) throws IOException {
    String properties = arguments[0];
    Path marker = Path.of(arguments[2]);
    haltWithOwner();
    if (!Files.exists(marker)) {
      int failed =
          StorageTool.execute(
              new String[] {"format", "--cluster-id", arguments[1], "--config", properties},
              System.out);
      if (failed != 0) {
        System.exit(failed);
      }
      Files.createFile(marker);
    }
    Kafka.main(new String[] {properties});
  }

  /**
   * Standard input ends when the owner dies, also by kill -9. Halting is what a broker must survive
   * anyway, and the owner's next start finds nothing in its way.
   */
  private static void haltWithOwner() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("standard input broke: " + e);
              }
              Runtime.getRuntime().halt(0);
            },
            "owner-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
