package io.tidegate.scheduler.institution;

import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The institutions' folder, and whether anything in it looks different from the last time. */
final class PolicyFolder {
  /** What tells a changed file from an unchanged one without reading it. */
  private record Stamp(long bytes, FileTime modified, Optional<Object> key) {}

  private final Path folder;
  private @Nullable Map<Path, Stamp> seen;

  PolicyFolder(Path folder) {
    this.folder = folder;
  }

  /** All of it, whether changed or not. */
  synchronized Reading read() {
    // Stamped before it is read: a change in between is seen at the next look.
    seen = stamps();
    return PolicyReader.read(folder);
  }

  /** All of it, if anything changed since it was last read. */
  synchronized Optional<Reading> readIfChanged() {
    return stamps().equals(seen) ? Optional.empty() : Optional.of(read());
  }

  /** Makes the next look find a change: what was read could not be stored. */
  synchronized void forget() {
    seen = null;
  }

  @Override
  public String toString() {
    return folder.toAbsolutePath().normalize().toString();
  }

  private Map<Path, Stamp> stamps() {
    Map<Path, Stamp> stamps = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return stamps; // what is wrong with that, the reader says
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.put(
            file,
            new Stamp(
                about.size(), about.lastModifiedTime(), Optional.ofNullable(about.fileKey())));
      }
      return stamps;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the institutions' folder " + this, e);
    }
  }
}
