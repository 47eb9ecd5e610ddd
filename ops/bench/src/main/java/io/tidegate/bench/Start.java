package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private static final String WHOLE = "whole";

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
   * @param megabytes of memory then
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
    figures.put("memory_mb", Math.round(megabytes));
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
      List<Newborn> processes = processes(data);
      watch(up, data, processes, folder.resolve("up.log"));
      double whole = (System.nanoTime() - began) / 1e9;
      double megabytes = ResidentMemory.megabytes(up.toHandle());
      for (Newborn each : processes) {
        Birth birth = new Birth(each.readySeconds(), each.megabytes());
        add(births, each.name(), birth);
        megabytes += birth.megabytes();
      }
      add(births, WHOLE, new Birth(whole, megabytes));
    } finally {
      up.destroy();
      if (!up.waitFor(90, TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    }
  }

  private static List<Newborn> processes(Path data) {
    Path postgres = data.resolve("postgres");
    Path kafka = data.resolve("kafka");
    List<Newborn> processes = new ArrayList<>();
    processes.add(
        Newborn.withPort(
            "postgres", postgres.resolve("data/postmaster.pid"), postgres.resolve("port")));
    processes.add(Newborn.withPort("kafka", kafka.resolve("pid"), kafka.resolve("ports")));
    return processes;
  }

  /** Looks at all of them until the whole says that it is ready; ours are met on the way. */
  private static void watch(Process up, Path data, List<Newborn> processes, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<Path> met = new HashSet<>();
    boolean published = false;
    while (!published) {
      if (up.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new IOException("`up` did not come up: " + Files.readString(log).strip());
      }
      published = Files.exists(data.resolve("tidegate.json"));
      meet(data.resolve("run"), met, processes);
      Instant now = MachineClock.CLOCK.instant();
      for (Newborn each : processes) {
        each.look(now);
      }
    }
  }

  private static void meet(Path run, Set<Path> met, List<Newborn> processes) throws IOException {
    if (!Files.isDirectory(run)) {
      return;
    }
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".pid")).toList()) {
        if (met.add(file)) {
          String name = file.getFileName().toString().replaceFirst("\\.pid$", "");
          processes.add(Newborn.withAddress(name, file, file.resolveSibling(name + ".url")));
        }
      }
    }
  }

  private static void add(Map<String, List<Birth>> births, String name, Birth birth) {
    births.computeIfAbsent(name, key -> new ArrayList<>()).add(birth);
  }
}
