package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long {@code ./tidegate up} takes from nothing, and what each process weighs then. */
@Command(
    name = "start",
    description =
        "Seconds from `up` on an empty data folder until everything answers; of each process, until"
            + " it answers, and its memory then.")
final class Start implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often; medians are told (default: ${DEFAULT-VALUE}).")
  private int times = 3;

  /**
   * One start of one process.
   *
   * @param ready seconds until it answered
   * @param megabytes resident then
   */
  private record Birth(double ready, double megabytes) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, List<Birth>> births = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      Path folder = Files.createTempDirectory("tidegate-start");
      try {
        once(folder, births);
      } finally {
        Folders.remove(folder);
      }
    }
    Report report = new Report("start", spec.commandLine().getOut(), spec.commandLine().getErr());
    births.forEach((name, all) -> tell(report, name, all));
    return ExitCode.OK;
  }

  private static void tell(Report report, String name, List<Birth> all) {
    double ready = Quantiles.of(all.stream().map(Birth::ready).toList()).median();
    double megabytes = Quantiles.of(all.stream().map(Birth::megabytes).toList()).median();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("ready_s", Report.rounded(ready, 2));
    figures.put("rss_mb", Math.round(megabytes));
    figures.put("times", all.size());
    report.line(name, figures);
    report.row(String.format(Locale.ROOT, "%-16s %6.2f s %6.0f MB", name, ready, megabytes));
  }

  private static void once(Path folder, Map<String, List<Birth>> births)
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path institutions = Files.createDirectory(folder.resolve("institutions"));
    Path launcher = Path.of(System.getProperty("tidegate.home", "."), "tidegate");
    long began = System.nanoTime();
    Process up =
        new ProcessBuilder(
                launcher.toString(),
                "up",
                "--data",
                data.toString(),
                "--institutions",
                institutions.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("up.log").toFile())
            .start();
    try {
      awaitPublished(up, data.resolve("tidegate.json"), folder.resolve("up.log"));
      double whole = (System.nanoTime() - began) / 1e9;
      double megabytes = residentOf(up.toHandle());
      try (Stream<Path> run = Files.list(data.resolve("run"))) {
        for (Path address : run.filter(file -> file.toString().endsWith(".url")).toList()) {
          megabytes += born(address, births);
        }
      }
      add(births, "whole", new Birth(whole, megabytes));
    } finally {
      up.destroy();
      if (!up.waitFor(90, TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    }
  }

  /** A process that told its address; its memory in megabytes. */
  private static double born(Path address, Map<String, List<Birth>> births) throws IOException {
    String name = address.getFileName().toString().replaceFirst("\\.url$", "");
    Path pid = address.resolveSibling(name + ".pid");
    String first = Files.readString(pid).strip().split("\\s", 2)[0];
    ProcessHandle process =
        ProcessHandle.of(Long.parseLong(first))
            .orElseThrow(() -> new IOException(name + " is gone"));
    Instant begun = process.info().startInstant().orElseThrow();
    Instant ready = Files.getLastModifiedTime(address).toInstant();
    double megabytes = residentOf(process);
    add(births, name, new Birth(Duration.between(begun, ready).toMillis() / 1e3, megabytes));
    return megabytes;
  }

  private static void add(Map<String, List<Birth>> births, String name, Birth birth) {
    births.computeIfAbsent(name, key -> new ArrayList<>()).add(birth);
  }

  private static void awaitPublished(Process up, Path file, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      if (up.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new IOException("`up` did not come up: " + Files.readString(log).strip());
      }
    }
  }

  /** {@code VmRSS} of proc(5), in megabytes. */
  private static double residentOf(ProcessHandle process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0)
        / 1024.0;
  }
}
