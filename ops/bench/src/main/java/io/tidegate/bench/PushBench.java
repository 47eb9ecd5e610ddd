package io.tidegate.bench;

import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pushes that wait on their topic, until all are accepted by a push service. */
@Command(
    name = "push",
    description = {
      "Pushes that wait on FCM's topic, sent by one push-worker to a double of FCM that answers at"
          + " once: pushes a second through queue, look-up of the device and channel, and the"
          + " processor time of each. Then as many that say they may have come before, as those of"
          + " a repeated page do: each is looked up among all that were delivered. Real processes"
          + " on one machine; no limit per minute.",
    })
final class PushBench implements Callable<Integer> {
  private static final Rest REST = new Rest();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(8);

  /** The first are sent by a cold JVM, and the last leave in ever smaller batches. */
  private static final double WARM = 0.3;

  private static final double END = 0.95;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--pushes",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Pushes that wait, each time (default: ${DEFAULT-VALUE}).")
  private int pushes = 400_000;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Devices that they are for, in turn (default: ${DEFAULT-VALUE}).")
  private int devices = 100_000;

  @Override
  public Integer call() throws IOException, SQLException {
    Report report = new Report("push", spec.commandLine().getOut(), spec.commandLine().getErr());
    Map<String, String> settings =
        Map.of(
            "TIDEGATE_PUSH_LIMITS_FCMPERMINUTE", "0",
            "TIDEGATE_PUSH_LIMITS_FCMQUARTERSPREAD", "0s");
    try (PushSystem system = PushSystem.start(settings, report::row);
        BenchPushes topic = new BenchPushes(system.system().kafka(), "fcm")) {
      system.database().run(BenchPushes.register("fcm", devices), "VACUUM ANALYZE device");
      run("fcm", false, system, topic, report);
      run("fcm-repeated", true, system, topic, report);
    }
    return ExitCode.OK;
  }

  private void run(
      String name, boolean repeated, PushSystem system, BenchPushes topic, Report report)
      throws IOException, SQLException {
    system.system().parts().takeAway(Standalone.PUSH);
    report.row(
        String.format(
            Locale.ROOT,
            "%s: %,d pushes for %,d devices are put on the topic",
            name,
            pushes,
            devices));
    Instant due = MachineClock.CLOCK.instant();
    for (int i = 0; i < pushes; i++) {
      topic.send(i % devices, due, repeated);
    }
    topic.flush();
    system.database().run("CHECKPOINT");
    long before = accepted(system);
    system.system().parts().bringBack(Standalone.PUSH);
    measure(name, system, before, report);
  }

  /** Looks at what is accepted beyond what was before. */
  private void measure(String name, PushSystem system, long accepted, Report report)
      throws IOException, SQLException {
    await(system, accepted + Math.round(pushes * WARM));
    long before = accepted(system);
    PushSystem.Spent spentBefore = system.spent();
    long began = System.nanoTime();
    await(system, accepted + Math.round(pushes * END));
    double seconds = (System.nanoTime() - began) / 1e9;
    long sent = accepted(system) - before;
    PushSystem.Spent spent = system.spent().since(spentBefore);
    await(system, accepted + pushes);
    double each = 1e6 / sent;
    double perCore = sent / spent.worker();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("pushes", sent);
    figures.put("seconds", Report.rounded(seconds, 2));
    figures.put("pushes_per_s", Math.round(sent / seconds));
    figures.put("pushes_per_s_per_core", Math.round(perCore));
    figures.put("worker_us_per_push", Report.rounded(spent.worker() * each, 1));
    figures.put("postgres_us_per_push", Report.rounded(spent.postgres() * each, 1));
    figures.put("kafka_us_per_push", Report.rounded(spent.kafka() * each, 1));
    figures.put("double_us_per_push", Report.rounded(spent.services() * each, 1));
    figures.put("wal_bytes_per_push", Report.rounded((double) spent.wal() / sent, 1));
    report.line(name, figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%s: %,d pushes in %.1f s: %,.0f/s, %,.0f/s per core of push-worker; µs CPU each:"
                + " push-worker %.1f, PostgreSQL %.1f, Kafka %.1f, the double %.1f; WAL %.0f B"
                + " each",
            name,
            sent,
            seconds,
            sent / seconds,
            perCore,
            spent.worker() * each,
            spent.postgres() * each,
            spent.kafka() * each,
            spent.services() * each,
            (double) spent.wal() / sent));
  }

  private static long accepted(PushSystem system) throws IOException {
    return REST.get(system.services().control().resolve("/v1/push-services/fcm"), PATIENCE)
        .path("accepted")
        .asLong();
  }

  private static void await(PushSystem system, long count) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (accepted(system) < count) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "%,d of %,d pushes were accepted within %s"
                .formatted(accepted(system), count, LONGEST));
      }
      system.pass(100);
    }
  }
}
