package io.tidegate.standalone.chaos;

import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.chaos.Fault.Kind;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.RunLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Asks after a run what became of everybody: the database and Kafka while they are still there, and
 * the workers' ledgers.
 *
 * @param actors the institutions
 * @param incidents what happened
 * @param begin of the run
 * @param end of the run
 */
record Inquiry(List<Actor> actors, List<Incident> incidents, Instant begin, Instant end) {

  /**
   * What the database and Kafka say of each institution.
   *
   * @param ledger what became of everybody, in the order of the actors
   */
  Map<Actor, Evidence.OfInstitution> of(Standalone system, List<RunLedger.Row> ledger)
      throws SQLException {
    Map<Actor, Evidence.OfInstitution> all = new LinkedHashMap<>();
    Bodies bodies = Bodies.in(system.kafka());
    try (Records records = Records.of(system.database())) {
      for (int i = 0; i < actors.size(); i++) {
        all.put(actors.get(i), of(actors.get(i), ledger.get(i), records, bodies));
      }
    }
    return all;
  }

  private Evidence.OfInstitution of(
      Actor actor, RunLedger.Row ledger, Records records, Bodies bodies) throws SQLException {
    List<String> refreshed = records.refreshed(actor, begin);
    return new Evidence.OfInstitution(
        records.consents(actor),
        refreshed.size(),
        refreshed.stream()
            .filter(user -> !bodies.hasAll(actor.code(), user, actor.callNames()))
            .count(),
        ledger,
        records.changed(actor, begin),
        returns(records, actor));
  }

  /** What was planned first each time the scheduler had been away, where all hours are the same. */
  private List<Evidence.Return> returns(Records records, Actor actor) throws SQLException {
    List<Evidence.Return> returns = new ArrayList<>();
    for (Incident incident : incidents) {
      if (actor.hours() == Hours.OPEN
          && incident.fault().kind() == Kind.AWAY
          && incident.fault().target().equals(Scene.SCHEDULER)) {
        for (Records.Target first :
            records.targets(actor, incident.until()).stream().limit(1).toList()) {
          long due = records.due(actor, begin, first.minute());
          long left = Duration.between(first.minute(), end).toMinutes();
          returns.add(new Evidence.Return(first.minute(), first.users(), due, left));
        }
      }
    }
    return returns;
  }

  /**
   * A worker whose clock was wrong must have come up and not have started anything.
   *
   * @param starts folder of the workers' ledgers
   * @return what was not so, a sentence each
   */
  List<String> wrongClocks(Path starts) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Incident incident : incidents) {
      if (incident.fault().kind() == Kind.CLOCK && incident.wasDone()) {
        String worker = incident.fault().target();
        List<Path> files = Ledgers.starts(starts.resolve(worker + "-" + Deeds.WRONG_CLOCK));
        long calls = 0;
        for (Path file : files) {
          calls += Files.readAllLines(file).size() - 1;
        }
        if (files.isEmpty()) {
          wrong.add(worker + " did not come up while its clock was wrong");
        }
        if (calls > 0) {
          wrong.add(
              String.format(
                  Locale.ROOT,
                  "%s started %d calls while its clock was %d s ahead (allowed: none)",
                  worker,
                  calls,
                  Deeds.SECONDS_AHEAD));
        }
      }
    }
    return wrong;
  }
}
