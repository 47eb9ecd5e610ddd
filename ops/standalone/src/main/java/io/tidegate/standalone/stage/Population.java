package io.tidegate.standalone.stage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users of a run, as a file to import. */
final class Population {
  private Population() {}

  static Path write(List<Actor> actors, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("institution,user\n");
      for (Actor actor : actors) {
        for (int i = 0; i < actor.users(); i++) {
          out.write(actor.code());
          out.write(',');
          out.write(actor.user(i));
          out.write('\n');
        }
      }
    }
    return file;
  }
}
