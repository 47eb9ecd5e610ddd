package io.tidegate.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** The database and the broker of a system: those that it was given, or embedded ones. */
final class Servers {
  private final StandaloneSettings settings;
  private final DataFolder folder;
  private final Memory memory;
  private final Parts parts;
  private final ConcurrentLinkedDeque<Keeper> embedded = new ConcurrentLinkedDeque<>();
  private volatile @Nullable Database database;
  private volatile @Nullable String kafka;

  Servers(StandaloneSettings settings, DataFolder folder, Memory memory, Parts parts) {
    this.settings = settings;
    this.folder = folder;
    this.memory = memory;
    this.parts = parts;
  }

  /** Begins to keep a service up. */
  interface Begin {
    void begin(Keeper keeper) throws IOException;
  }

  /** Starts those that were not given; returns when both answer. */
  void start(Begin begin) throws IOException {
    var postgres = new PostgresService(folder.postgres(), memory.postgres());
    var broker = new KafkaService(folder.kafka(), memory.broker());
    List<Keeper> starting = new ArrayList<>();
    if (settings.database().isEmpty()) {
      starting.add(parts.keep(Standalone.POSTGRES, postgres));
    }
    if (settings.kafka().isEmpty()) {
      starting.add(parts.keep(Standalone.KAFKA, broker));
    }
    for (Keeper keeper : starting) {
      embedded.add(keeper);
      begin.begin(keeper);
    }
    for (Keeper keeper : starting) {
      keeper.awaitUp();
    }
    database = settings.database().orElseGet(postgres::database);
    kafka = settings.kafka().orElseGet(broker::bootstrapServers);
  }

  Database database() {
    Database known = database;
    if (known == null) {
      throw new IllegalStateException("the database is not up yet");
    }
    return known;
  }

  /** Kafka's bootstrap servers. */
  String kafka() {
    String known = kafka;
    if (known == null) {
      throw new IllegalStateException("Kafka is not up yet");
    }
    return known;
  }

  /** Stops the embedded ones, the database last. */
  void stop(Failures failures) {
    for (Keeper last = embedded.pollLast(); last != null; last = embedded.pollLast()) {
      failures.attempt(last::stop);
    }
  }
}
