package io.tidegate.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the class paths of our processes lie: a folder with a file {@code NAME.classpath} each,
 * which the launcher writes after a build and names in the property {@code tidegate.programs}.
 */
record Programs(Path folder) {
  private static final String PROPERTY = "tidegate.programs";

  /**
   * The programs this process was started with.
   *
   * @throws IOException when it was not started by the launcher
   */
  static Programs ofThisProcess() throws IOException {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      throw new IOException("the property " + PROPERTY + " is not set; start with ./tidegate");
    }
    return new Programs(Path.of(folder));
  }

  /** The command that starts a program, with extra options before its main class. */
  List<String> command(Program program, List<String> extra) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.options());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(extra);
    command.add("-cp");
    command.add(classPath(program));
    command.add(program.mainClass());
    return command;
  }

  private String classPath(Program program) throws IOException {
    try {
      return Files.readString(folder.resolve(program.artifact() + ".classpath")).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(program.artifact() + " is not built: " + e.getMessage(), e);
    }
  }
}
