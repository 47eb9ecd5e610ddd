package io.tidegate.standalone.demo;

import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.SimulatedInstitutions;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.StartLedgers;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A demo from begin to end. */
public final class Demo implements AutoCloseable {
  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Files that are written later than this in a minute might be seen in part by its last look. */
  private static final int LATEST_SECOND = 30;

  private final DemoSettings settings;
  private final Stage stage;
  private final InstantSource clock;
  private final PrintWriter out;
  private final boolean terminal;
  private final PolicyText texts;
  private final Faults faults;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * A demo that has not begun.
   *
   * @param folder empty or not there; everything is put into it
   * @param traffic the taxi rides, as {@code timestamp,count}
   * @param terminal whether the table may be drawn over itself
   */
  public Demo(
      DemoSettings settings,
      Path folder,
      Path traffic,
      InstantSource clock,
      PrintWriter out,
      boolean terminal) {
    this(
        settings,
        new Stage(folder.toAbsolutePath().normalize(), traffic),
        clock,
        out,
        terminal,
        new PolicyText(settings.minutes()),
        Faults.NONE);
  }

  /** A demo to which something happens. */
  Demo(
      DemoSettings settings,
      Stage stage,
      InstantSource clock,
      PrintWriter out,
      boolean terminal,
      PolicyText texts,
      Faults faults) {
    this.settings = settings;
    this.stage = stage;
    this.clock = clock;
    this.out = out;
    this.terminal = terminal;
    this.texts = texts;
    this.faults = faults;
  }

  /**
   * Runs it.
   *
   * @return whether I1 to I4 held
   * @throws IOException when a part fails; then nothing is proven
   */
  public boolean run() throws IOException, SQLException, UnreadableLedger {
    return judged().held();
  }

  /** Runs it; returns the whole verdict, which has been printed. */
  Verdict judged() throws IOException, SQLException, UnreadableLedger {
    List<Actor> actors = Cast.of(settings);
    Instant prepared = clock.instant();
    stage.writePolicies(actors, actor -> texts.shut(actor, prepared));
    try (Rest rest = new Rest();
        Standalone system =
            Standalone.on(
                new StandaloneSettings(
                    stage.data(),
                    stage.policies(),
                    Optional.empty(),
                    Optional.empty(),
                    settings.workers(),
                    Map.of("TIDEGATE_PIPELINE_START_LEDGER", stage.starts().toString())),
                line -> out.println(line))) {
      out.println("starting; everything is in " + stage.folder());
      closeWithThis(system);
      system.start();
      importTraffic(rest, system);
      importUsers(rest, system, actors);
      return play(rest, system, actors);
    }
  }

  private Verdict play(Rest rest, Standalone system, List<Actor> actors)
      throws IOException, SQLException, UnreadableLedger {
    awaitEarlySecond();
    Instant begin = Minutes.next(clock.instant());
    stage.writePolicies(actors, actor -> texts.run(actor, begin));
    Instant end = begin.plus(Duration.ofMinutes(settings.minutes()));
    Instant drained;
    List<RunLedger.Row> ledger;
    Path arrivals;
    try (SimulatedInstitutions simulator =
        SimulatedInstitutions.start(
            stage.policies(),
            stage.folder(),
            List.of("--latency", "PT0.03S", "--errors", "0.002"))) {
      out.printf("%d institutions are simulated; the run begins at %s%n", actors.size(), begin);
      awaitPolicies(system, actors.size(), begin);
      watch(rest, system, actors, begin, end);
      drained = drain(system);
      ledger = RunLedger.count(system.database(), actors, begin, drained);
      system.close();
      arrivals = simulator.ledger();
    }
    Judgement judgement =
        Verify.by(PolicyReader.read(stage.policies()).policies(), faults.crashes())
            .judge(arrivals, StartLedgers.in(List.of(stage.starts())));
    Verdict verdict = new Verdict(judgement, ledger, actors);
    verdict.print(out, arrivals);
    return verdict;
  }

  private void importTraffic(Rest rest, Standalone system) throws IOException {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    String traffic = TaxiTraffic.moved(stage.traffic(), now);
    JsonNode answer =
        rest.post(
            system.scheduler().resolve("/v1/traffic/default?zone=America/New_York"),
            "text/csv",
            BodyPublishers.ofString(traffic),
            PATIENCE);
    out.printf("traffic: %,d rows of taxi rides imported%n", answer.path("rows").asLong());
  }

  private void importUsers(Rest rest, Standalone system, List<Actor> actors) throws IOException {
    Path file = Population.write(actors, stage.folder().resolve("users.csv"));
    JsonNode sent =
        rest.post(
            system.worker(1).resolve("/v1/imports?replace=false&name=users.csv"),
            "text/csv",
            BodyPublishers.ofFile(file),
            PATIENCE);
    Instant began = clock.instant();
    Duration waited = Duration.ZERO;
    while (waited.compareTo(PATIENCE) < 0) {
      JsonNode state =
          rest.get(system.worker(1).resolve("/v1/imports/" + sent.path("id").asLong()), PATIENCE);
      switch (state.path("state").asString()) {
        case "done" -> {
          out.printf(
              "users: %,d imported in %d s%n",
              state.path("applied").asLong(), Duration.between(began, clock.instant()).toSeconds());
          return;
        }
        case "failed", "refused" ->
            throw new IOException("the import of users failed: " + state.path("failure"));
        default -> pulse();
      }
      waited = Duration.between(began, clock.instant());
    }
    throw new IOException("the import of users did not end in " + PATIENCE.toMinutes() + " min");
  }

  /** All files of the run must be there before the scheduler looks at the folder. */
  private void awaitEarlySecond() throws IOException {
    while (clock.instant().atOffset(ZoneOffset.UTC).getSecond() > LATEST_SECOND) {
      pulse();
    }
  }

  /** The run begins when its policies do, all of them at the same minute. */
  private void awaitPolicies(Standalone system, int count, Instant begin)
      throws IOException, SQLException {
    while (clock.instant().isBefore(begin)) {
      pulse();
    }
    PolicyVersionsSeen seen = PolicyVersionsSeen.of(system.database());
    if (seen.inForce() != count || !seen.from().equals(begin)) {
      throw new IOException(
          "the policies of the run should hold from %s at %d institutions, but %d hold from %s"
              .formatted(begin, count, seen.inForce(), seen.from()));
    }
  }

  private void watch(Rest rest, Standalone system, List<Actor> actors, Instant begin, Instant end)
      throws IOException {
    Tape tape = new Tape(begin);
    LiveTable table = new LiveTable(actors, out, terminal);
    int pulses = 0;
    for (Instant now = clock.instant(); now.isBefore(end); now = clock.instant()) {
      listen(rest, system, tape);
      if (terminal || pulses % 10 == 0) {
        table.draw(tape, now, Duration.between(now, end));
      }
      pulses++;
      faults.at(Duration.between(begin, clock.instant()), system);
      pulse();
    }
    listen(rest, system, tape);
    table.draw(tape, clock.instant(), Duration.ofSeconds(-1));
  }

  /** A worker that was killed says nothing until it is back. */
  private void listen(Rest rest, Standalone system, Tape tape) {
    for (int worker = 1; worker <= settings.workers(); worker++) {
      try {
        tape.hear(
            Integer.toString(worker),
            rest.get(system.worker(worker).resolve("/v1/pipeline"), Duration.ofSeconds(2)));
      } catch (IOException e) {
        if (system.workerProcess(worker) != null && faults.crashes().isEmpty()) {
          out.println("worker " + worker + " does not tell what it does: " + e.getMessage());
        }
      }
    }
  }

  /** Waits until no page is open; returns when that was. */
  private Instant drain(Standalone system) throws IOException, SQLException {
    Instant began = clock.instant();
    while (OpenPages.count(system.database()) > 0) {
      if (Duration.between(began, clock.instant()).compareTo(PATIENCE) > 0) {
        throw new IOException(
            "pages are still open " + PATIENCE.toMinutes() + " min after the run");
      }
      pulse();
    }
    return clock.instant();
  }

  /** Waits a second, or until the demo is closed. */
  private void pulse() throws IOException {
    try {
      if (stopped.await(PULSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the demo was stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private volatile AutoCloseable onClose = () -> {};

  private void closeWithThis(Standalone system) {
    onClose = system;
  }

  /** Stops a demo that runs; returns when its processes are gone. */
  @Override
  public void close() throws IOException {
    stopped.countDown();
    try {
      onClose.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Removes what servers stored; the ledger, the policies and the logs stay. */
  public void removeServers() throws IOException {
    stage.removeServers();
  }

  /** Whether everything that the folder would hold can be put there. */
  public static boolean isFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
