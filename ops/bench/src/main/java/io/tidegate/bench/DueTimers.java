package io.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many timers due in one minute, among many more: until all their pushes are on the queue. */
@Command(
    name = "timers",
    description = {
      "Timers due in one minute, among others of the same bucket that are not (other weekdays,"
          + " other days of the month) and many more of other minutes: seconds until all their"
          + " pushes are acknowledged, CPU per timer, WAL. Real processes; push-worker has 512 MB"
          + " of heap. Beside it Quartz (JDBC store, a trigger per timer) and db-scheduler with"
          + " jobs that are due and do nothing.",
    })
final class DueTimers implements Callable<Integer> {
  /** 09:00 in Seoul on a Friday, the 27th. */
  private static final Instant DUE = Instant.parse("2026-11-27T00:00:00Z");

  /** The hour before those whose minutes have timers. */
  private static final Instant EARLIER = DUE.minusSeconds(10 * 3600);

  private static final int HEAP = 512;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--due",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Timers that fall due (default: ${DEFAULT-VALUE}).")
  private int due = 1_000_000;

  @Option(
      names = "--bucket",
      paramLabel = "N",
      defaultValue = "7000000",
      description = "Timers of that minute of the day, due or not (default: ${DEFAULT-VALUE}).")
  private int bucket = 7_000_000;

  @Option(
      names = "--all",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Timers in all (default: ${DEFAULT-VALUE}).")
  private int all = 20_000_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Minutes that are polled before it (default: ${DEFAULT-VALUE}).")
  private int minutes = 30;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Jobs that are due in each peer, 0 for no peers (default: ${DEFAULT-VALUE}).")
  private int peers = 20_000;

  @Option(
      names = "--cache",
      paramLabel = "MB",
      defaultValue = "0",
      description =
          "PostgreSQL's shared buffers, 0 for what `tidegate up` gives it (default:"
              + " ${DEFAULT-VALUE}).")
  private int cache;

  @Override
  public Integer call() throws IOException, SQLException {
    if (minutes < 0 || minutes > TimerLoad.OTHER_MINUTES || peers < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--minutes must be 0 to %d and --peers 0 or more".formatted(TimerLoad.OTHER_MINUTES));
    }
    TimerLoad load = load();
    Report report = new Report("timers", spec.commandLine().getOut(), spec.commandLine().getErr());
    try (TimerSystem system = TimerSystem.start(report::row)) {
      if (cache > 0) {
        system.enlargeCache(cache);
      }
      fill(system, load, report);
      system.begin(minutesBefore(minutes + 1));
      warm(system, report);
      tell(measure(system), report);
      if (peers > 0) {
        TimerPeers.measure(system.database(), peers, report);
      }
    }
    return ExitCode.OK;
  }

  private TimerLoad load() {
    try {
      return new TimerLoad(due, bucket, all);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void fill(TimerSystem system, TimerLoad load, Report report)
      throws SQLException, IOException {
    report.row(
        String.format(
            Locale.ROOT,
            "loading %,d timers, %,d of them at 09:00, %,d due; some %,d due in each minute before",
            all,
            bucket,
            due,
            load.dueInOther()));
    long began = System.nanoTime();
    system.stopClock(EARLIER);
    load.fill(system.database());
    report.row(String.format(Locale.ROOT, "loaded in %.0f s", (System.nanoTime() - began) / 1e9));
  }

  /** The minutes before, as in life: nobody begins with the busiest. */
  private void warm(TimerSystem system, Report report) throws IOException, SQLException {
    long began = System.nanoTime();
    for (int before = minutes; before > 0; before--) {
      system.pass(minutesBefore(before));
    }
    report.row(
        String.format(
            Locale.ROOT,
            "%d minutes before it, %.2f s each",
            minutes,
            (System.nanoTime() - began) / 1e9 / Math.max(1, minutes)));
  }

  private static Instant minutesBefore(int minutes) {
    return DUE.minusSeconds(60L * minutes);
  }

  /**
   * What the minute took.
   *
   * @param cores busy on the machine meanwhile
   * @param memory push-worker's, in megabytes
   */
  private record Minute(
      double seconds, long pushes, double cores, Usage worker, Usage postgres, double memory) {}

  private Minute measure(TimerSystem system) throws IOException, SQLException {
    system.database().run("CHECKPOINT");
    long queued = system.queued();
    Usage worker = worker(system);
    Usage postgres = system.database().usage();
    double busy = MachineTime.busy();
    double seconds = system.pass(DUE);
    double cores = (MachineTime.busy() - busy) / seconds;
    Usage workerUsed = worker(system).since(worker).of(due);
    Usage postgresUsed = system.database().usage().since(postgres).of(due);
    return new Minute(
        seconds,
        system.queued() - queued,
        cores,
        workerUsed,
        postgresUsed,
        ResidentMemory.megabytes(system.worker()));
  }

  private static Usage worker(TimerSystem system) throws IOException {
    return new Usage(ProcessTime.ofProcess(system.worker()), 0, 0);
  }

  private void tell(Minute minute, Report report) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("timers_due", due);
    figures.put("timers_in_bucket", bucket);
    figures.put("timers_in_all", all);
    figures.put("pushes", minute.pushes());
    figures.put("seconds", Report.rounded(minute.seconds(), 2));
    figures.put("timers_per_s", Math.round(due / minute.seconds()));
    figures.put("worker_us_per_timer", Report.rounded(minute.worker().microsEach(), 1));
    figures.put("postgres_us_per_timer", Report.rounded(minute.postgres().microsEach(), 1));
    figures.put("cores_busy", Report.rounded(minute.cores(), 2));
    figures.put("wal_bytes_per_timer", Report.rounded(minute.postgres().bytesEach(), 2));
    figures.put("heap_mb", HEAP);
    figures.put("worker_resident_mb", Math.round(minute.memory()));
    report.line("one minute", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%-12s %,9.0f timers/s: %,d due, %,d pushes in %.2f s; µs of CPU each: push-worker"
                + " %.1f, PostgreSQL %.1f; %.2f cores busy; WAL %.2f B each; push-worker %.0f MB"
                + " with a heap of %d MB",
            "tidegate",
            due / minute.seconds(),
            due,
            minute.pushes(),
            minute.seconds(),
            minute.worker().microsEach(),
            minute.postgres().microsEach(),
            minute.cores(),
            minute.postgres().bytesEach(),
            minute.memory(),
            HEAP));
  }
}
