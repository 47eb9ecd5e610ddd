package io.tidegate.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The class paths of the programs as this Maven run has built them. */
public final class BuiltPrograms {
  private static final Map<String, String> MODULES =
      Map.of(
          "scheduler-app", "scheduler-app/app",
          "batch-worker", "batch-worker",
          "push-worker", "push-worker/app",
          "simulator", "ops/simulator");

  private BuiltPrograms() {}

  /** Writes them into a folder, as the launcher does, and names it in the property. */
  public static void assemble(Path folder) throws IOException {
    Path build = Path.of(System.getProperty("tidegate.build"));
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      Path target = build.resolve(module.getValue()).resolve("target");
      String classPath =
          jar(target, module.getKey())
              + File.pathSeparator
              + Files.readString(target.resolve("classpath")).strip();
      Files.writeString(folder.resolve(module.getKey() + ".classpath"), classPath);
    }
    System.setProperty("tidegate.programs", folder.toString());
  }

  private static Path jar(Path target, String artifact) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(
              file -> file.getFileName().toString().matches(artifact + "-[0-9].*(?<!-tests)\\.jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      target
                          + " has no jar; run these tests with: mvn verify -pl ops/standalone"
                          + " -am"));
    }
  }
}
