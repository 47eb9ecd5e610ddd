package io.tidegate.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --institutions}; mixed into commands. */
final class PolicyFolder {
  private static final Path USUAL = Path.of("institutions");

  @Option(
      names = "--institutions",
      paramLabel = "DIR",
      description = "Folder of policy files (default: ./institutions).")
  private Path path = USUAL;

  Path path() {
    return path;
  }

  /** Whether it is the folder that is used when none was named, and made when it is not there. */
  boolean isUsual() {
    return path.equals(USUAL);
  }
}
