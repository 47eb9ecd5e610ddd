package io.tidegate.standalone.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the files of a run lie.
 *
 * @param folder of everything
 */
public record Stage(Path folder) {
  /** The system's policy files. */
  public Path policies() {
    return folder.resolve("institutions");
  }

  /** The data folder of the system. */
  public Path data() {
    return folder.resolve("system");
  }

  /** The folder in which workers write down their starts. */
  public Path starts() {
    return folder.resolve("starts");
  }

  /** Writes a policy file per institution, each in one step. */
  public void writePolicies(List<Actor> actors, Function<Actor, String> text) throws IOException {
    writePolicies(policies(), actors, text);
  }

  /** Writes a policy file per institution into a folder, each in one step. */
  public void writePolicies(Path into, List<Actor> actors, Function<Actor, String> text)
      throws IOException {
    Files.createDirectories(into);
    for (Actor actor : actors) {
      Path next = folder.resolve(actor.code() + ".next");
      Files.writeString(next, text.apply(actor));
      Files.move(
          next,
          into.resolve(actor.code() + ".yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Whether everything that the folder would hold can be put there. */
  public static boolean isFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Removes what servers stored; the ledger, the policies and the logs stay. */
  public void removeServers() throws IOException {
    for (String server : List.of("postgres", "kafka")) {
      Path files = data().resolve(server);
      if (Files.exists(files)) {
        try (Stream<Path> all = Files.walk(files)) {
          all.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
