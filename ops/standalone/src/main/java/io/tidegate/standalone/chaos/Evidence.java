package io.tidegate.standalone.chaos;

import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.RunLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to judge a run by.
 *
 * @param folder of the run; the judge puts its files into it
 * @param arrivals the simulator's ledger
 * @param starts folder of the workers' ledgers
 * @param begin of the run
 * @param end of the run: its windows shut
 * @param incidents what happened, in its order
 * @param standstills when paths to institutions stood still by themselves, by the institution's
 *     code
 * @param institutions what the database and Kafka say of each
 */
record Evidence(
    Path folder,
    Path arrivals,
    Path starts,
    Instant begin,
    Instant end,
    List<Incident> incidents,
    Map<String, List<Standstill>> standstills,
    Map<Actor, OfInstitution> institutions) {

  /** When the path to an institution stood still though no fault was done to it. */
  List<Standstill> standstillsOnTheWayTo(Actor actor) {
    return standstills.getOrDefault(actor.code(), List.of());
  }

  OfInstitution of(Actor actor) {
    OfInstitution known = institutions.get(actor);
    if (known == null) {
      throw new IllegalArgumentException("nothing is known of " + actor.code());
    }
    return known;
  }

  /**
   * What the database and Kafka say of one institution.
   *
   * @param consents that it has now
   * @param refreshed users whose refresh counts as done
   * @param bodiless those of them of whom Kafka has not all bodies
   * @param ledger what became of everybody
   * @param changed since when its changed policy holds
   * @param returns of the scheduler, and what the first minute after each was to do
   */
  record OfInstitution(
      long consents,
      long refreshed,
      long bodiless,
      RunLedger.Row ledger,
      Optional<Instant> changed,
      List<Return> returns) {}

  /**
   * A minute after the scheduler was away.
   *
   * @param minute the first that was planned again
   * @param target users that it was to do
   * @param due users who were still to be refreshed then
   * @param minutesLeft open minutes from then on, that one included
   */
  record Return(Instant minute, long target, long due, long minutesLeft) {
    /** Half as much again as if all were spread evenly, and a few for what is rounded. */
    long allowed() {
      return due * 3 / (2 * Math.max(1, minutesLeft)) + 5;
    }
  }
}
