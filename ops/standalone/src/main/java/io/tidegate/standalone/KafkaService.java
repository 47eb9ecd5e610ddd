package io.tidegate.standalone;

import io.tidegate.embedded.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The embedded Kafka broker. */
final class KafkaService implements Service {
  private final Path folder;
  private final int heapMegabytes;
  private final CompletableFuture<String> bootstrapServers = new CompletableFuture<>();

  KafkaService(Path folder, int heapMegabytes) {
    this.folder = folder;
    this.heapMegabytes = heapMegabytes;
  }

  @Override
  public String name() {
    return "Kafka";
  }

  /** Where the broker is, once it has been up; it comes back at the same port. */
  String bootstrapServers() {
    return bootstrapServers.join();
  }

  @Override
  public Running start() throws IOException {
    KafkaBroker broker = KafkaBroker.start(folder, heapMegabytes);
    bootstrapServers.complete(broker.bootstrapServers());
    return new Life(broker);
  }

  private record Life(KafkaBroker broker) implements Running {
    @Override
    public ProcessHandle process() {
      return broker.process();
    }

    @Override
    public CompletableFuture<Void> gone() {
      return broker.gone();
    }

    @Override
    public void stop() throws IOException {
      broker.close();
    }
  }
}
