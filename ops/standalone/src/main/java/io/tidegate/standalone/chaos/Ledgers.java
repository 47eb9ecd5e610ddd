package io.tidegate.standalone.chaos;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Ledgers of calls, taken apart by institution, so that each can be judged by what happened to it
 * alone. A ledger is what the simulator writes of arrivals, or what the workers write of starts.
 */
final class Ledgers {
  static final String HEADER = "institution,user,call,object,page,epoch_micros,status,rsp_code";
  private static final String STALLS = "from_micros,until_micros,cause\n";

  /** By then has arrived what a path of ours has passed on. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(20);

  private final Path folder;
  private final Map<String, Path> files = new HashMap<>();

  private Ledgers(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes ledgers apart.
   *
   * @param sources files with the same header
   * @param folder to which a file per institution is written; it must not be there
   */
  static Ledgers apart(List<Path> sources, Path folder) throws IOException {
    Files.createDirectories(folder);
    Ledgers ledgers = new Ledgers(folder);
    Map<String, BufferedWriter> writers = new HashMap<>();
    try {
      for (Path source : sources) {
        try (BufferedReader rows = Files.newBufferedReader(source)) {
          rows.readLine();
          for (String row = rows.readLine(); row != null; row = rows.readLine()) {
            BufferedWriter writer = ledgers.writer(row.substring(0, row.indexOf(',')), writers);
            writer.write(row);
            writer.newLine();
          }
        }
      }
    } finally {
      for (BufferedWriter writer : writers.values()) {
        writer.close();
      }
    }
    return ledgers;
  }

  /** All files below a folder that hold starts. */
  static List<Path> starts(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().endsWith(".csv")).sorted().toList();
    }
  }

  private BufferedWriter writer(String institution, Map<String, BufferedWriter> writers)
      throws IOException {
    BufferedWriter known = writers.get(institution);
    if (known != null) {
      return known;
    }
    BufferedWriter writer = Files.newBufferedWriter(of(institution), StandardOpenOption.APPEND);
    writers.put(institution, writer);
    return writer;
  }

  /** An institution's file; only a header if it has no calls. */
  Path of(String institution) throws IOException {
    Path known = files.get(institution);
    if (known == null) {
      known = Files.writeString(folder.resolve(institution + ".csv"), HEADER + "\n");
      files.put(institution, known);
    }
    return known;
  }

  /** The calls of an institution's file. */
  static List<CallRow> rows(Path file) throws IOException {
    List<CallRow> rows = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(CallRow.parse(line));
      }
    }
    return rows;
  }

  /** Writes the part of an institution's file that is not before an instant. */
  static Path since(Path file, Instant since) throws IOException {
    Path part = file.resolveSibling(file.getFileName().toString().replace(".csv", ".since.csv"));
    long from = ChronoUnit.MICROS.between(Instant.EPOCH, since);
    try (BufferedReader lines = Files.newBufferedReader(file);
        BufferedWriter out = Files.newBufferedWriter(part)) {
      out.write(lines.readLine() + "\n");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (CallRow.parse(line).micros() >= from) {
          out.write(line + "\n");
        }
      }
    }
    return part;
  }

  /**
   * Notes beside a ledger the seconds in which it cannot be judged.
   *
   * @param receiver the receiver's own stalls; may be missing
   * @param disturbed what happened on the way
   * @param standstills when the way stood still by itself
   */
  static void leaveUnjudged(
      Path ledger, Path receiver, List<Incident> disturbed, List<Standstill> standstills)
      throws IOException {
    Path stalls = stallsBeside(ledger);
    if (Files.exists(receiver)) {
      Files.copy(receiver, stalls, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.writeString(stalls, STALLS);
    }
    for (Incident incident : disturbed) {
      note(stalls, from(incident), until(incident), incident.fault().kind().word());
    }
    for (Standstill standstill : standstills) {
      note(
          stalls,
          micros(standstill.from()),
          micros(standstill.until().plus(ON_ITS_WAY)),
          "path stood still");
    }
  }

  /** How many seconds between the first call and the last what happened on the way touches. */
  static long disturbedSeconds(List<CallRow> calls, List<Incident> disturbed) {
    LongSummaryStatistics micros = calls.stream().mapToLong(CallRow::micros).summaryStatistics();
    return disturbed.stream()
        .flatMapToLong(
            incident -> LongStream.rangeClosed(second(from(incident)), second(until(incident))))
        .filter(second -> second >= second(micros.getMin()) && second <= second(micros.getMax()))
        .distinct()
        .count();
  }

  /** A second before, whose periods reach into it. */
  private static long from(Incident incident) {
    return micros(incident.from().minus(Duration.ofSeconds(2)));
  }

  /** With what was delayed until after it. */
  private static long until(Incident incident) {
    return micros(incident.until().plus(incident.fault().by()).plusSeconds(2));
  }

  private static long second(long micros) {
    return Math.floorDiv(micros, 1_000_000L);
  }

  private static void note(Path stalls, long from, long until, String cause) throws IOException {
    Files.writeString(
        stalls, "%d,%d,%s%n".formatted(from, until, cause), StandardOpenOption.APPEND);
  }

  /** Where the judge looks for stalls. */
  static Path stallsBeside(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName().toString().replace(".csv", ".stalls.csv"));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
