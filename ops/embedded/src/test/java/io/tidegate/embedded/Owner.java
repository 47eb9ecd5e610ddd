package io.tidegate.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A process that owns both servers and sits there until it is killed. */
final class Owner {
  private Owner() {}

  /** Argument: the folder. Prints "ready", the servers' process ids, URL, password and Kafka. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    var postgres =
        PostgresServer.start(folder.resolve("postgres"), new PostgresSettings(32, 20, "UTC"));
    var kafka = KafkaBroker.start(folder.resolve("kafka"), 128);
    System.out.println(
        String.join(
            " ",
            "ready",
            Long.toString(postgres.process().pid()),
            Long.toString(kafka.process().pid()),
            kafka.bootstrapServers()));
    System.in.read();
  }
}
