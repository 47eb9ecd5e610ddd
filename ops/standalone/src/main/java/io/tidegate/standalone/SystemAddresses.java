package io.tidegate.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the processes of a running system listen; {@code up} writes it into the data folder when
 * everything answers and removes it when it stops.
 *
 * @param pid the process that holds the system up
 * @param scheduler base URL of scheduler-app
 * @param worker base URLs of the batch-workers
 * @param push base URL of push-worker; null if there is none
 * @param postgres how the processes reach the database
 * @param kafka bootstrap servers, {@code host:port[,host:port…]}
 */
public record SystemAddresses(
    long pid,
    URI scheduler,
    List<URI> worker,
    @Nullable URI push,
    Database postgres,
    String kafka) {

  private static final String FILE = "tidegate.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public SystemAddresses {
    worker = List.copyOf(worker);
  }

  /** The addresses in a data folder; empty when no system runs on it. */
  public static Optional<SystemAddresses> read(Path dataFolder) throws IOException {
    try {
      return Optional.of(
          JSON.readValue(Files.readAllBytes(dataFolder.resolve(FILE)), SystemAddresses.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw new IOException(
          dataFolder.resolve(FILE) + " is not what 'tidegate up' writes; remove it if none runs",
          e);
    }
  }

  /** Replaces the addresses in a data folder in one step, so that no reader sees half a file. */
  void write(Path dataFolder) throws IOException {
    Path next = dataFolder.resolve(FILE + ".next");
    Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    Files.move(
        next,
        dataFolder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path dataFolder) throws IOException {
    Files.deleteIfExists(dataFolder.resolve(FILE));
  }
}
