package io.tidegate.bench;

import io.tidegate.messages.MinuteCommand;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The whole way of a refresh, as fast as it is asked for: what is done, and what each costs. */
@Command(
    name = "throughput",
    description = {
      "The whole way (claim, channel, HTTP, settle, tally) of refreshes of one call and of four, at"
          + " a given rate: refreshes a second and CPU of each, in whole minutes after a minute to"
          + " warm up. Real processes, against nginx, which must be installed.",
    })
final class Throughput implements Callable<Integer> {
  private static final Duration AFTER = Duration.ofSeconds(5);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "30000",
      description = "Calls a second over all institutions (default: ${DEFAULT-VALUE}).")
  private int rate = 30_000;

  @Option(
      names = "--institutions",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many institutions share the rate (default: ${DEFAULT-VALUE}).")
  private int institutions = 10;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "4",
      description = "Lanes of each (default: ${DEFAULT-VALUE}).")
  private int lanes = 4;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Whole minutes that are measured (default: ${DEFAULT-VALUE}).")
  private int minutes = 1;

  @Option(
      names = "--calls",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,4",
      description = "Calls of a refresh, a case each (default: ${DEFAULT-VALUE}).")
  private List<Integer> calls = List.of(1, 4);

  @Option(
      names = "--bodies",
      defaultValue = "true",
      negatable = true,
      description = "Send the answers' bodies to Kafka (default: ${DEFAULT-VALUE}).")
  private boolean bodies = true;

  private record Used(double worker, double postgres) {}

  @Override
  public Integer call() throws IOException, SQLException {
    if (!Nginx.isInstalled()) {
      throw new ParameterException(
          spec.commandLine(), "nginx is not installed; as root: apt-get install nginx-light");
    }
    Report report =
        new Report("throughput", spec.commandLine().getOut(), spec.commandLine().getErr());
    try (BenchSystem system = BenchSystem.start(Map.of(), report::row);
        Nginx nginx = Nginx.start(system.folder())) {
      for (int each : calls) {
        measure(system, nginx, each, report);
      }
    }
    return ExitCode.OK;
  }

  private void measure(BenchSystem system, Nginx nginx, int callsEach, Report report)
      throws IOException, SQLException {
    int users = rate / institutions / callsEach * 60;
    int population = users * (minutes + 2);
    report.row(
        String.format(
            Locale.ROOT,
            "%d call(s) each: %d institutions with %,d users",
            callsEach,
            institutions,
            population));
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < institutions; i++) {
      String code = "B" + callsEach + "X" + i;
      int id = system.institution(code, policy(code, nginx, callsEach));
      system.consents(id, population);
      ids.add(id);
    }
    system.sql("VACUUM ANALYZE consent", "CHECKPOINT");
    Instant first = system.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
    Used before = new Used(0, 0);
    long refreshed = 0;
    Map<String, JsonNode> last = new LinkedHashMap<>();
    for (int minute = 0; minute <= minutes; minute++) {
      Instant begin = first.plus(Duration.ofMinutes(minute));
      system.listenUntil(begin.minusSeconds(10), last);
      system.send(commands(ids, callsEach, begin, users));
      system.listenUntil(begin, last);
      if (minute == 1) {
        before = used(system);
        refreshed = succeeded(system, ids);
      }
    }
    Instant end = first.plus(Duration.ofMinutes(minutes + 1));
    last.clear();
    system.listenUntil(end.plus(AFTER), last);
    Used after = used(system);
    long done = succeeded(system, ids) - refreshed;
    report(report, callsEach, done, before, after, last);
  }

  private void report(
      Report report,
      int callsEach,
      long done,
      Used before,
      Used after,
      Map<String, JsonNode> last) {
    double worker = 1e6 * (after.worker - before.worker) / Math.max(1, done);
    double postgres = 1e6 * (after.postgres - before.postgres) / Math.max(1, done);
    double perSecond = done / (60.0 * minutes);
    long p99 =
        last.values().stream()
            .mapToLong(row -> row.path("latenessP99Micros").asLong())
            .max()
            .orElse(0);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("asked_calls_per_s", rate);
    figures.put("refreshes_per_s", Math.round(perSecond));
    figures.put("calls_per_s", Math.round(perSecond * callsEach));
    figures.put("cpu_us_per_refresh", Report.rounded(worker + postgres, 1));
    figures.put("worker_us_per_refresh", Report.rounded(worker, 1));
    figures.put("postgres_us_per_refresh", Report.rounded(postgres, 1));
    figures.put("late_ms_p99", p99 / 1000.0);
    report.line(callsEach + (callsEach == 1 ? " call" : " calls"), figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%d call(s) each: %,.0f refreshes/s, %.1f µs CPU each (worker %.1f, PostgreSQL %.1f),"
                + " late p99 %.1f ms",
            callsEach,
            perSecond,
            worker + postgres,
            worker,
            postgres,
            p99 / 1000.0));
  }

  private List<MinuteCommand> commands(
      List<Integer> ids, int callsEach, Instant minute, int users) {
    long interval = Math.round(1e9 * institutions / rate / 1.02);
    List<MinuteCommand> commands = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      for (int lane = 0; lane < lanes; lane++) {
        commands.add(
            new MinuteCommand(
                ids.get(i),
                "B" + callsEach + "X" + i,
                lane,
                lanes,
                minute,
                minute,
                minute.plus(Duration.ofMinutes(1)),
                1,
                interval,
                1,
                users / lanes));
      }
    }
    return commands;
  }

  private static Used used(BenchSystem system) throws IOException, SQLException {
    return new Used(
        ProcessTime.ofProcess(system.worker()), ProcessTime.ofFamily(system.postgres()));
  }

  private static long succeeded(BenchSystem system, List<Integer> ids) throws SQLException {
    String list = ids.toString().replace("[", "").replace("]", "");
    return system.count(
        "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id IN ("
            + list
            + ")");
  }

  private String policy(String code, Nginx nginx, int callsEach) {
    StringBuilder text =
        new StringBuilder(
            """
            code: %s
            name: Bench
            zone: UTC
            windows: ["always"]
            cycle: P1D
            quota:
              - {scope: consent, times: 1, per: rolling, length: PT6H, counts: successes}
            limits:
              - {calls: %d, per: second}
            max-in-flight: 400
            lanes: %d
            bodies: %s
            endpoints: [{url: "%s"}]
            calls:
            """
                .formatted(code, 2 * rate / institutions, lanes, bodies, nginx.url()));
    for (int call = 1; call <= callsEach; call++) {
      text.append("  - {name: c%d, get: \"/c%d?user={user}\"}\n".formatted(call, call));
    }
    return text.toString();
  }
}
