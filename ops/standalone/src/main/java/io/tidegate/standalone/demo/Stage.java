package io.tidegate.standalone.demo;

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
 * Where the files of a demo lie.
 *
 * @param folder of everything
 * @param traffic the taxi rides
 */
record Stage(Path folder, Path traffic) {
  Path policies() {
    return folder.resolve("institutions");
  }

  /** The data folder of the system. */
  Path data() {
    return folder.resolve("system");
  }

  /** The folder in which workers write down their starts. */
  Path starts() {
    return folder.resolve("starts");
  }

  /** Writes a policy file per institution, each in one step. */
  void writePolicies(List<Actor> actors, Function<Actor, String> text) throws IOException {
    Files.createDirectories(policies());
    for (Actor actor : actors) {
      Path next = folder.resolve(actor.code() + ".next");
      Files.writeString(next, text.apply(actor));
      Files.move(
          next,
          policies().resolve(actor.code() + ".yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void removeServers() throws IOException {
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
