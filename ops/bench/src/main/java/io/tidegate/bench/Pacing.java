package io.tidegate.bench;

import io.tidegate.policy.Tickets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How exactly calls start, as the worker knows and as the receiver saw it. */
@Command(
    name = "pacing",
    description = {
      "Institutions at their limits, one after the other, a minute each after a minute to warm up:"
          + " lateness of calls, and the most in any second and any 100 ms at the receiver (the"
          + " simulator).",
    })
final class Pacing implements Callable<Integer> {
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final Duration BEFORE = Duration.ofSeconds(8);
  private static final Duration LATENCY = Duration.ofMillis(20);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int LEAST_OF_A_LANE = 50;
  private static final int MOST_LANES = 4;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--limits",
      paramLabel = "N",
      split = ",",
      defaultValue = "50,500,5000",
      description =
          "Calls a second that the institution allows, a case each (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> limits = List.of(50, 500, 5_000);

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How much of each minute is measured, 1 to 60 (default: ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(
      names = "--peers",
      description =
          "Then Resilience4j's, Bucket4j's and Guava's rate limiters and db-scheduler, each for as"
              + " long.")
  private boolean peers;

  @Override
  public Integer call() throws IOException, SQLException {
    Report report = new Report("pacing", spec.commandLine().getOut(), spec.commandLine().getErr());
    try (BenchSystem system = BenchSystem.start(Map.of(), report::row)) {
      List<BenchInstitution> institutions = institutions(system);
      WorkersWord word = new WorkersWord();
      List<BenchPolicy> policies = new ArrayList<>();
      institutions.forEach(each -> policies.add(each.policy()));
      PacingPeers others =
          new PacingPeers(system, peers ? limits : List.of(), Duration.ofSeconds(seconds));
      policies.addAll(others.policies());
      Path ledger;
      Instant warm;
      try (Simulated receiver =
          Simulated.start(policies, system.folder().resolve("receiver"), LATENCY, null)) {
        warm = system.now().plus(BEFORE).truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
        report.row("warm-up at " + warm + ", then " + limits + " calls/s, a minute each");
        play(system, institutions, warm, word);
        others.play(report);
        ledger = receiver.ledger();
      }
      for (int i = 0; i < institutions.size(); i++) {
        BenchPolicy policy = institutions.get(i).policy();
        Instant minute = warm.plus(MINUTE.multipliedBy(i + 1));
        long micros = minute.toEpochMilli() * 1_000;
        Arrivals arrivals = Arrivals.of(ledger, policy.code(), micros);
        new Paced("tidegate", policy.limit(), policy.tickets().perSecond(), micros, arrivals)
            .tell(report, word.of(policy.code(), minute));
      }
      others.tell(report, ledger);
    }
    return ExitCode.OK;
  }

  private List<BenchInstitution> institutions(BenchSystem system) throws IOException, SQLException {
    List<BenchInstitution> institutions = new ArrayList<>();
    for (int limit : limits) {
      int lanes = Math.clamp(limit / (2 * LEAST_OF_A_LANE), 1, MOST_LANES);
      BenchInstitution institution =
          system.institution(
              new BenchPolicy(
                  "PACE" + limit,
                  BenchPolicy.freeAddress("http"),
                  limit,
                  Math.max(50, limit / 4),
                  lanes,
                  1,
                  true));
      system.consents(institution, 3 * institution.policy().tickets().perMinute());
      institutions.add(institution);
    }
    system.database().run("VACUUM ANALYZE consent");
    return institutions;
  }

  /** A minute to warm up with all of them, then a minute of each. */
  private void play(
      BenchSystem system, List<BenchInstitution> institutions, Instant warm, WorkersWord word)
      throws IOException, SQLException {
    system.listenUntil(warm.minus(BEFORE), word);
    for (BenchInstitution each : institutions) {
      send(system, each, warm, MINUTE);
    }
    Instant minute = warm;
    for (BenchInstitution each : institutions) {
      minute = minute.plus(MINUTE);
      system.listenUntil(minute.minus(BEFORE), word);
      send(system, each, minute, Duration.ofSeconds(seconds));
    }
    system.listenUntil(minute.plusSeconds(seconds).plus(AFTER), word);
  }

  private static void send(
      BenchSystem system, BenchInstitution institution, Instant minute, Duration open)
      throws IOException {
    Tickets tickets = institution.policy().tickets();
    int users = tickets.firstAt(open.toNanos());
    system.send(institution.commands(minute, open, tickets.intervalNanos(), users));
  }
}
