package io.tidegate.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files in which workers write down their starts: each process begins its own. */
public final class StartLedgers {
  private StartLedgers() {}

  /**
   * All of them, in order of their names.
   *
   * @param places files, or folders whose {@code starts-*.csv} are meant
   * @throws NoSuchFileException if a place is not there, or is a folder without any
   */
  public static List<Path> in(List<Path> places) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        files.addAll(inFolder(place));
      } else if (Files.exists(place)) {
        files.add(place);
      } else {
        throw new NoSuchFileException(place.toString());
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(file -> file.getFileName().toString().matches("starts-.*\\.csv"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new NoSuchFileException(folder.resolve("starts-*.csv").toString());
      }
      return files;
    }
  }
}
