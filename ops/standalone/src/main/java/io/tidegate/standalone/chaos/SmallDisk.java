package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of its own for the database, in memory, so small that it can be filled. */
final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTES = 768;
  private static final long PATIENCE = Duration.ofSeconds(20).toSeconds();

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether this process may mount one; tries it. */
  static boolean isPossible(Path folder) throws IOException {
    Optional<SmallDisk> tried = at(folder);
    if (tried.isPresent()) {
      tried.get().close();
    }
    return tried.isPresent();
  }

  /** Mounts one at the folder; empty where this process may not. */
  static Optional<SmallDisk> at(Path folder) throws IOException {
    Files.createDirectories(folder);
    String size = "size=" + MEGABYTES + "m";
    return done("mount", "-t", "tmpfs", "-o", size, "tidegate-chaos", folder.toString())
        ? Optional.of(new SmallDisk(folder))
        : Optional.empty();
  }

  /** Writes until there is no room. */
  void fill() throws IOException {
    byte[] megabyte = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int i = 0; i <= MEGABYTES; i++) {
        out.write(megabyte);
      }
    } catch (IOException e) {
      fillTheRest();
    }
  }

  /** The last part of a megabyte, which would do for many pages. */
  private void fillTheRest() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast().resolveSibling("ballast.rest"))) {
      byte[] page = new byte[4096];
      for (int i = 0; i < 1024; i++) {
        out.write(page);
      }
    } catch (IOException e) {
      // Now it is full.
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast());
    Files.deleteIfExists(ballast().resolveSibling("ballast.rest"));
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() throws IOException {
    if (!done("umount", folder.toString()) && !done("umount", "-l", folder.toString())) {
      throw new IOException("cannot unmount " + folder);
    }
  }

  private static boolean done(String... command) throws IOException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
