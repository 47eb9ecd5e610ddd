package io.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One case: its institutions, a minute to warm up, and the minutes that count. */
final class ThroughputRun {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration BEFORE = Duration.ofSeconds(8);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration CHECKPOINT_AT = Duration.ofSeconds(15);
  private static final int IN_FLIGHT = 400;

  private final BenchSystem system;
  private final ThroughputLoad load;
  private final ThroughputCase is;
  private final @Nullable Papers papers;
  private final List<BenchInstitution> institutions = new ArrayList<>();
  private final WorkersWord word = new WorkersWord();

  /**
   * A case that has not run.
   *
   * @param papers with which callers show themselves; null where nobody asks
   */
  ThroughputRun(
      BenchSystem system, ThroughputLoad load, ThroughputCase is, @Nullable Papers papers) {
    this.system = system;
    this.load = load;
    this.is = is;
    this.papers = papers;
  }

  void measure(Report report) throws IOException, SQLException {
    populate(report);
    List<BenchPolicy> policies = institutions.stream().map(BenchInstitution::policy).toList();
    try (Receiver receiver =
        Receiver.start(policies, system.folder().resolve("receiver-" + is), is.latency(), papers)) {
      Instant warm = system.now().plus(BEFORE).truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
      report.row(is + ": warm-up at " + warm + ", then " + load.minutes() + " minute(s)");
      minute(warm);
      Instant measured = warm.plus(MINUTE);
      Spent before = minute(measured);
      system.listenUntil(measured.plus(CHECKPOINT_AT), word);
      system.database().run("CHECKPOINT");
      for (int i = 1; i < load.minutes(); i++) {
        minute(measured.plus(MINUTE.multipliedBy(i)));
      }
      Instant end = measured.plus(MINUTE.multipliedBy(load.minutes()));
      system.listenUntil(end.plus(AFTER), word);
      tell(report, receiver, spent().since(before), end.minus(MINUTE));
    }
  }

  private void populate(Report report) throws SQLException, IOException {
    int population = load.population(is);
    report.row(
        String.format(
            Locale.ROOT,
            "%s: %d institutions with %,d users each",
            is,
            load.institutions(),
            population));
    for (int i = 0; i < load.institutions(); i++) {
      BenchPolicy policy =
          new BenchPolicy(
              is.name().replace("_", "") + i,
              BenchPolicy.freeAddress(is.isSecure() ? "https" : "http"),
              2 * load.rate() / load.institutions(),
              IN_FLIGHT,
              load.lanes(),
              is.calls(),
              load.bodies());
      institutions.add(system.institution(policy));
      system.consents(institutions.getLast(), population);
    }
    system.database().run("VACUUM ANALYZE consent", "CHECKPOINT");
  }

  /** Sends a minute's commands in time, and waits for its begin; what was spent until then. */
  private Spent minute(Instant begin) throws IOException, SQLException {
    system.listenUntil(begin.minus(BEFORE), word);
    int users = load.usersPerMinute(is.calls());
    for (BenchInstitution each : institutions) {
      system.send(each.commands(begin, MINUTE, load.intervalNanos(), users));
    }
    system.listenUntil(begin, word);
    return spent();
  }

  private Spent spent() throws IOException, SQLException {
    long done = succeeded();
    return new Spent(
        system.worker().of(done),
        system.database().usage().of(done),
        system.kafka().of(done),
        MachineTime.busy());
  }

  private long succeeded() throws SQLException {
    String list =
        institutions.stream()
            .map(each -> Integer.toString(each.id()))
            .collect(Collectors.joining(","));
    return system
        .database()
        .count(
            "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id IN ("
                + list
                + ")");
  }

  private void tell(Report report, Receiver receiver, Spent used, Instant lastMinute) {
    double seconds = 60.0 * load.minutes();
    double perSecond = used.worker().count() / seconds;
    double late =
        institutions.stream()
            .mapToDouble(each -> word.of(each.policy().code(), lastMinute).p99())
            .max()
            .orElse(0);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("receiver", receiver.name());
    figures.put("asked_calls_per_s", load.rate());
    figures.put("refreshes_per_s", Math.round(perSecond));
    figures.put("calls_per_s", Math.round(perSecond * is.calls()));
    figures.put("cpu_us_per_refresh", Report.rounded(used.microsEach(), 1));
    figures.put("worker_us_per_refresh", Report.rounded(used.worker().microsEach(), 1));
    figures.put("postgres_us_per_refresh", Report.rounded(used.postgres().microsEach(), 1));
    figures.put("kafka_us_per_refresh", Report.rounded(used.kafka().microsEach(), 1));
    figures.put("wal_bytes_per_refresh", Math.round(used.postgres().bytesEach()));
    figures.put("cores_busy", Report.rounded(used.machine() / seconds, 2));
    figures.put("late_ms_p99", late);
    report.line(is.toString(), figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%-11s %,7.0f refreshes/s, %,7.0f calls/s; %.1f µs of CPU each (worker %.1f, PostgreSQL"
                + " %.1f), %.0f B of log; late p99 %.2f ms; %.2f cores busy",
            is,
            perSecond,
            perSecond * is.calls(),
            used.microsEach(),
            used.worker().microsEach(),
            used.postgres().microsEach(),
            used.postgres().bytesEach(),
            late,
            used.machine() / seconds));
  }

  /**
   * What was spent, and on how many refreshes.
   *
   * @param machine seconds that the machine's cores were busy, whoever kept them so
   */
  private record Spent(Usage worker, Usage postgres, Usage kafka, double machine) {
    Spent since(Spent before) {
      return new Spent(
          worker.since(before.worker),
          postgres.since(before.postgres),
          kafka.since(before.kafka),
          machine - before.machine);
    }

    /** Of worker and PostgreSQL. */
    double microsEach() {
      return worker.microsEach() + postgres.microsEach();
    }
  }
}
