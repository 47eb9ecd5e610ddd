package io.tidegate.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Those lines of a log that most likely tell why its process ended. */
final class TellingLines {
  private static final int READ = 256 << 10;
  private static final int LONGEST = 400;
  private static final int MOST = 12;
  private static final int LAST = 5;
  private static final Pattern ERROR =
      Pattern.compile("\\b(ERROR|FATAL|PANIC)\\b|^Exception in thread|^Error");

  /** What a PostgreSQL that ends says to those who call: never why anybody has ended. */
  private static final Pattern ENDING =
      Pattern.compile(
          "the database system is shutting down"
              + "|terminating connection due to administrator command");

  private TellingLines() {}

  /**
   * Reads them.
   *
   * @param from where the log ended before the process was started, in bytes
   */
  static List<String> of(Path log, long from) {
    try {
      return among(read(log, from).lines().filter(line -> !line.isBlank()).toList());
    } catch (IOException e) {
      return List.of(); // the log is named beside them
    }
  }

  private static String read(Path log, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(from, file.length() - READ));
      byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    }
  }

  /**
   * What Spring Boot says of a failed start; else the last error and its cause that does not follow
   * from the end of a database; else the end.
   */
  static List<String> among(List<String> lines) {
    int description = lines.lastIndexOf("Description:");
    if (description >= 0) {
      return cut(lines.subList(description + 1, lines.size()), MOST);
    }
    return errors(lines).stream()
        .filter(error -> error.stream().noneMatch(TellingLines::isOfAnEnd))
        .findFirst()
        .map(error -> cut(error, MOST))
        .orElseGet(() -> cut(lines.subList(Math.max(0, lines.size() - LAST), lines.size()), LAST));
  }

  /** The last first, each with its cause; what a database that ends says belongs to one before. */
  private static List<List<String>> errors(List<String> lines) {
    List<List<String>> errors = new ArrayList<>();
    int end = lines.size();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (ERROR.matcher(lines.get(i)).find() && !isOfAnEnd(lines.get(i))) {
        errors.add(withCause(lines.subList(i, end)));
        end = i;
      }
    }
    return errors;
  }

  private static boolean isOfAnEnd(String line) {
    return ENDING.matcher(line).find();
  }

  private static List<String> withCause(List<String> error) {
    List<String> telling = new ArrayList<>(List.of(error.getFirst()));
    int cause = -1;
    for (int i = 1; i < error.size(); i++) {
      cause = error.get(i).startsWith("Caused by: ") && !isOfAnEnd(error.get(i)) ? i : cause;
    }
    if (cause > 0) {
      telling.add(error.get(cause));
    } else if (error.size() > 1 && !error.get(1).startsWith("\tat ")) {
      telling.add(error.get(1));
    }
    return telling;
  }

  private static List<String> cut(List<String> lines, int most) {
    return lines.stream()
        .limit(most)
        .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line)
        .toList();
  }
}
