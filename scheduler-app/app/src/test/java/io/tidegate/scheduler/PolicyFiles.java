package io.tidegate.scheduler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A folder of policies for a test. */
public final class PolicyFiles {
  private static final AtomicLong MODIFIED = new AtomicLong(1_700_000_000);

  private PolicyFiles() {}

  /** A right policy: always open, no ramp, 600 calls a minute, a rolling round of a week. */
  public static String text(String code, String lines) {
    return """
    code: %s
    name: Bank %s
    zone: Asia/Seoul
    endpoints: ["http://127.0.0.1:9"]
    calls: [{name: accounts, get: /accounts}]
    %s
    """
        .formatted(code, code, lines);
  }

  public static String text(String code) {
    return text(
        code,
        """
        windows: [always]
        ramp-minutes: 0
        cycle: P7D
        limits: [{calls: 600, per: minute}]
        """);
  }

  /** Writes a file so that it differs in its time stamp from whatever was there. */
  public static void write(Path folder, String code, String text) {
    try {
      Path file = folder.resolve(code + ".yaml");
      Files.writeString(file, text);
      Files.setLastModifiedTime(
          file, FileTime.from(Instant.ofEpochSecond(MODIFIED.incrementAndGet())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path folder, String code) {
    try {
      Files.delete(folder.resolve(code + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
