package io.tidegate.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a system is made of.
 *
 * @param data folder that holds all of it
 * @param institutions folder of policy files
 * @param database one that exists; else an embedded PostgreSQL is started
 * @param kafka bootstrap servers that exist; else an embedded broker is started
 * @param workers how many batch-workers, at least 1
 * @param environment settings for the processes on top of their defaults
 */
public record StandaloneSettings(
    Path data,
    Path institutions,
    Optional<Database> database,
    Optional<String> kafka,
    int workers,
    Map<String, String> environment) {
  public StandaloneSettings {
    if (workers < 1 || workers > 64) {
      throw new IllegalArgumentException("%d workers; 1 to 64 are allowed".formatted(workers));
    }
    environment = Map.copyOf(environment);
  }

  /** With embedded servers and one worker. */
  public static StandaloneSettings of(Path data, Path institutions) {
    return new StandaloneSettings(
        data, institutions, Optional.empty(), Optional.empty(), 1, Map.of());
  }
}
