package io.tidegate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What claim and settle cost PostgreSQL, on rings of several sizes and ages. */
@Command(
    name = "ring",
    description = {
      "What claiming a page and settling it cost PostgreSQL, with nobody else on it: on a fresh"
          + " ring, after every row was settled several times, and with an old snapshot held open."
          + " A checkpoint before each, so that every page touched is logged whole once. Vacuum"
          + " counts wherever it runs; what claims and settles themselves cost is told apart.",
    })
final class RingBench implements Callable<Integer> {
  private static final double FRESH_AND_SMALL_TIMES = 1.3;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000000,5000000,20000000",
      description = "Users of the ring, a case each (default: ${DEFAULT-VALUE}).")
  private List<Integer> rows = List.of();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Refreshes that are measured of each case (default: ${DEFAULT-VALUE}).")
  private int sample = 1_000_000;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "4",
      description = "Lanes of the ring (default: ${DEFAULT-VALUE}).")
  private int lanes = 4;

  @Option(
      names = "--page",
      paramLabel = "N",
      defaultValue = "500",
      description = "Users of a page (default: ${DEFAULT-VALUE}).")
  private int page = 500;

  @Option(
      names = "--settled",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often every row was settled (default: ${DEFAULT-VALUE}).")
  private int settled = 3;

  @Option(
      names = "--buffers",
      paramLabel = "MB",
      defaultValue = "2048",
      description = "PostgreSQL's shared buffers (default: ${DEFAULT-VALUE}).")
  private int buffers = 2_048;

  private final InstantSource clock = MachineClock.CLOCK;
  private double freshAndSmall;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException, ExecutionException {
    Report report = new Report("ring", spec.commandLine().getOut(), spec.commandLine().getErr());
    for (int each : rows) {
      try (RingStore store = RingStore.start(buffers)) {
        measure(store, each, report);
      }
    }
    return ExitCode.OK;
  }

  private void measure(RingStore store, int size, Report report)
      throws SQLException, IOException, InterruptedException, ExecutionException {
    report.row("%,d rows: loading".formatted(size));
    store.load(size);
    report.row("%,d rows: %,d MB with their index".formatted(size, store.megabytes()));
    Instant first = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(1));
    sample(store, first, 0, size, "fresh", report);
    for (int round = 1; round <= settled; round++) {
      report.row("%,d rows: settling all, %d of %d".formatted(size, round, settled));
      whole(store, first, round);
    }
    sample(store, first, settled + 1, size, "settled " + settled + " times", report);
    try (Connection snapshot = store.oldSnapshot()) {
      sample(store, first, settled + 2, size, "old snapshot open", report);
      snapshot.rollback();
    }
  }

  /** Settles everybody, half of the lanes over one connection and half over another. */
  private void whole(RingStore store, Instant first, int round)
      throws SQLException, InterruptedException, ExecutionException {
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<Long>> halves = new ArrayList<>();
      for (int half = 0; half < 2; half++) {
        int rest = half;
        int[] own = IntStream.range(0, lanes).filter(lane -> lane % 2 == rest).toArray();
        halves.add(
            two.submit(
                () -> {
                  try (RingClaimant claimant = new RingClaimant(store.connection())) {
                    return new RingRound(claimant, clock, first, round, own, lanes, page)
                        .run(Long.MAX_VALUE);
                  }
                }));
      }
      for (Future<Long> half : halves) {
        half.get();
      }
    }
  }

  private void sample(
      RingStore store, Instant first, int number, int size, String state, Report report)
      throws SQLException, IOException {
    store.checkpoint();
    try (RingClaimant claimant = new RingClaimant(store.connection())) {
      int[] all = IntStream.range(0, lanes).toArray();
      RingRound round = new RingRound(claimant, clock, first, number, all, lanes, page);
      Usage before = store.usage();
      double session = claimant.sessionSeconds();
      long began = System.nanoTime();
      long refreshes = round.run(sample);
      double seconds = (System.nanoTime() - began) / 1e9;
      Usage used = store.usage().since(before).of(refreshes);
      Usage own = new Usage(claimant.sessionSeconds() - session, 0, refreshes);
      tell(report, size, state, used, own, refreshes / seconds, round);
    }
  }

  private void tell(
      Report report,
      int size,
      String state,
      Usage used,
      Usage own,
      double perSecond,
      RingRound round) {
    if (freshAndSmall == 0) {
      freshAndSmall = used.microsEach();
    }
    double times = used.microsEach() / freshAndSmall;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", size);
    figures.put("state", state);
    figures.put("refreshes", used.count());
    figures.put("rows_per_s", Math.round(perSecond));
    figures.put("page_ms_p99", Report.rounded(round.pages().at(0.99), 2));
    figures.put("claim_ms_p99", Report.rounded(round.claims().at(0.99), 2));
    figures.put("pg_cpu_us_per_refresh", Report.rounded(used.microsEach(), 2));
    figures.put("session_cpu_us_per_refresh", Report.rounded(own.microsEach(), 2));
    figures.put("wal_bytes_per_refresh", Math.round(used.bytesEach()));
    figures.put("times_fresh_small", Report.rounded(times, 2));
    report.line("%d rows, %s".formatted(size, state), figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%,11d rows, %-18s %,7.0f rows/s, a page p50 %5.2f p99 %6.2f ms (claim p99 %5.2f),"
                + " PostgreSQL %5.2f µs (of it the session %5.2f) and %4.0f B of log each, %.2f"
                + " times fresh and small%s",
            size,
            state + ":",
            perSecond,
            round.pages().median(),
            round.pages().at(0.99),
            round.claims().at(0.99),
            used.microsEach(),
            own.microsEach(),
            used.bytesEach(),
            times,
            times > FRESH_AND_SMALL_TIMES ? " (more than 1.3)" : ""));
  }
}
