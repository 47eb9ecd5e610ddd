package io.tidegate.standalone.stage;

import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A run's part in the life of a system: its users come, its policies hold, its pages end. */
public final class Production {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Files that are written later than this in a minute might be seen in part by its last look. */
  private static final int LATEST_SECOND = 30;

  private final Standalone system;
  private final Rest rest;
  private final InstantSource clock;
  private final Pulse pulse;
  private final PrintWriter out;

  /** A run's part in a system that is up. */
  public Production(
      Standalone system, Rest rest, InstantSource clock, Pulse pulse, PrintWriter out) {
    this.system = system;
    this.rest = rest;
    this.clock = clock;
    this.pulse = pulse;
    this.out = out;
  }

  /** Imports all users of the institutions; returns when they are there. */
  public void importUsers(Stage stage, List<Actor> actors) throws IOException {
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
        default -> pulse.second();
      }
      waited = Duration.between(began, clock.instant());
    }
    throw new IOException("the import of users did not end in " + PATIENCE.toMinutes() + " min");
  }

  /**
   * The minute in which a run can begin. Returns early in the minute before: all files of the run
   * must be there before the scheduler looks at the folder.
   */
  public Instant nextBegin() throws IOException {
    while (clock.instant().atOffset(ZoneOffset.UTC).getSecond() > LATEST_SECOND) {
      pulse.second();
    }
    return Minutes.next(clock.instant());
  }

  /** The run begins when its policies do, all of them at the same minute. */
  public void awaitPolicies(int count, Instant begin) throws IOException, SQLException {
    while (clock.instant().isBefore(begin)) {
      pulse.second();
    }
    PolicyVersionsSeen seen = PolicyVersionsSeen.of(system.database());
    if (seen.inForce() != count || !seen.from().equals(begin)) {
      throw new IOException(
          "the policies of the run should hold from %s at %d institutions, but %d hold from %s"
              .formatted(begin, count, seen.inForce(), seen.from()));
    }
  }

  /** Waits until no page is open; returns when that was. */
  public Instant drain() throws IOException, SQLException {
    Instant began = clock.instant();
    while (OpenPages.count(system.database()) > 0) {
      if (Duration.between(began, clock.instant()).compareTo(PATIENCE) > 0) {
        throw new IOException(
            "pages are still open " + PATIENCE.toMinutes() + " min after the run");
      }
      pulse.second();
    }
    return clock.instant();
  }
}
