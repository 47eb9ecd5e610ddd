package io.tidegate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process did not come up. The message has lines: a sentence that names the log, and under it
 * what the log says of it.
 */
public final class StartFailed extends IOException {
  private static final String BELOW = "\n    ";

  /**
   * Reads the log, which is to be whole by now.
   *
   * @param from where the log ended before the process was started, in bytes
   */
  public StartFailed(String sentence, Path log, long from) {
    super(sentence + "; its log " + log + said(TellingLines.of(log, from)));
  }

  private static String said(List<String> lines) {
    return lines.isEmpty() ? " says nothing" : " says:" + BELOW + String.join(BELOW, lines);
  }

  /** Where a log ends now, which need not be there yet. */
  public static long endOf(Path log) throws IOException {
    return Files.exists(log) ? Files.size(log) : 0;
  }
}
