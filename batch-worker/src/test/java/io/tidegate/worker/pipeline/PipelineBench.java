package io.tidegate.worker.pipeline;

import com.sun.management.OperatingSystemMXBean;
import io.tidegate.messages.MinuteCommand;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Measures by hand what a refresh of one call costs: {@code PipelineBench URL INSTITUTIONS RATE
 * SECONDS BODIES}, where URL is a server that answers every GET, such as nginx, and RATE is calls
 * per second and institution. Prints CPU of this process and of PostgreSQL's processes.
 */
final class PipelineBench {
  /** A round begins within a minute and lasts no longer than one. */
  private static final Duration OPEN_AT_LAST = Duration.ofMinutes(3);

  private PipelineBench() {}

  public static void main(String[] args) {
    String url = args[0];
    int institutions = Integer.parseInt(args[1]);
    int rate = Integer.parseInt(args[2]);
    int seconds = Integer.parseInt(args[3]);
    boolean bodies = Boolean.parseBoolean(args[4]);
    try (WorkerUnderTest worker = new WorkerUnderTest("--tidegate.pipeline.warm-up=5s").start()) {
      List<Integer> ids =
          IntStream.range(0, institutions)
              .map(i -> worker.institution("B" + i, policy("B" + i, url, rate, bodies)))
              .boxed()
              .toList();
      for (int id : ids) {
        worker.consents(id, rate * seconds * 2);
      }
      worker.owner.sql("VACUUM ANALYZE consent").update();
      round(worker, ids, rate, Math.min(15, seconds)); // warms the JVM up
      round(worker, ids, rate, seconds);
    }
    System.exit(0);
  }

  private static void round(WorkerUnderTest worker, List<Integer> ids, int rate, int seconds) {
    Duration open = Duration.ofSeconds(seconds);
    Duration interval = Duration.ofNanos(Math.round(1e9 / rate / 1.05));
    Instant until = Instant.EPOCH;
    for (int i = 0; i < ids.size(); i++) {
      MinuteCommand command =
          worker.command(ids.get(i), "B" + i, 0, 1, open, interval, rate * seconds);
      worker.obey(command);
      until = command.openUntil();
    }
    long before = cpu();
    long database = database();
    long done = succeeded(worker);
    DatabaseTime time = worker.bean(DatabaseTime.class);
    Instant over = until.plusSeconds(3);
    WorkerUnderTest.await("the round is over", OPEN_AT_LAST, () -> time.now().isAfter(over));
    long refreshed = succeeded(worker) - done;
    System.out.printf(
        "%d refreshes in %d s: worker %.1f µs, PostgreSQL %.1f µs of CPU each; lateness p99 %s"
            + " µs%n",
        refreshed,
        seconds,
        (double) (cpu() - before) / 1e3 / (double) refreshed,
        (double) (database() - database) / 1e3 / (double) refreshed,
        worker.bean(Lanes.class).counts().values().stream()
            .map(each -> each.minute().lateness.micros(0.99))
            .toList());
  }

  private static long succeeded(WorkerUnderTest worker) {
    return worker.count("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'");
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long database() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().command().orElse("").endsWith("postgres"))
        .mapToLong(
            each ->
                Objects.requireNonNull(each.info().totalCpuDuration().orElse(Duration.ZERO))
                    .toNanos())
        .sum();
  }

  private static String policy(String code, String url, int rate, boolean bodies) {
    return """
    code: %s
    name: B
    zone: UTC
    windows: ["always"]
    cycle: P1D
    quota:
      - {scope: consent, times: 1, per: rolling, length: PT1H, counts: successes}
    limits:
      - {calls: %d, per: second}
    max-in-flight: 200
    bodies: %s
    endpoints: [{url: "%s"}]
    calls:
      - name: accounts
        get: "/accounts?user={user}"
    """
        .formatted(code, rate * 2, bodies, url);
  }
}
