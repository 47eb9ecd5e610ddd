package io.tidegate.standalone.chaos;

import io.tidegate.policy.Policy;
import io.tidegate.standalone.chaos.Fault.Kind;
import io.tidegate.standalone.chaos.Ledgers.CallRow;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.verify.Finding;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Judges a run, institution by institution. I1 and I2 by what workers started, at all times, and by
 * what the receiver saw, while nothing disturbed the path; I4 by what the receiver saw; I3 and I6
 * by the database and Kafka.
 */
final class Judge {
  private static final Set<Kind> KILLS = EnumSet.of(Kind.KILL, Kind.AWAY, Kind.CLOCK);
  private static final Set<Kind> STOPS = EnumSet.of(Kind.RESTART, Kind.JOIN);
  private static final Set<String> SERVERS = Set.of(Scene.POSTGRES, Scene.KAFKA);

  /** Also a server that has just come back is not there at once for everybody. */
  private static final Duration RECOVERY = Duration.ofSeconds(15);

  private static final String RECEIVER = "receiver";
  private static final String STARTS = "starts";
  private static final String DATABASE = "database";

  private final Evidence evidence;
  private final Function<Actor, Policy> policies;
  private final Function<Actor, Policy> changed;

  /**
   * A judge.
   *
   * @param policies by which the run began
   * @param changed by which an institution goes on whose policy changed
   */
  Judge(Evidence evidence, Function<Actor, Policy> policies, Function<Actor, Policy> changed) {
    this.evidence = evidence;
    this.policies = policies;
    this.changed = changed;
  }

  /** Judges all of it. */
  List<Case> judge() throws IOException, UnreadableLedger {
    Path folder = evidence.folder().resolve("judged");
    Ledgers arrivals = Ledgers.apart(List.of(evidence.arrivals()), folder.resolve(RECEIVER));
    Ledgers starts = Ledgers.apart(Ledgers.starts(evidence.starts()), folder.resolve(STARTS));
    List<Case> cases = new ArrayList<>();
    for (Actor actor : evidence.institutions().keySet()) {
      cases.add(judge(actor, arrivals.of(actor.code()), starts.of(actor.code())));
    }
    return cases;
  }

  private Case judge(Actor actor, Path arrivals, Path starts) throws IOException, UnreadableLedger {
    Evidence.OfInstitution of = of(actor);
    List<Instant> crashes = crashes(actor);
    Path stalls = Ledgers.stallsBeside(evidence.arrivals());
    Ledgers.leaveUnjudged(arrivals, stalls, onTheWayTo(actor));
    Policy policy = policies.apply(actor);
    Judgement received = Verify.by(List.of(policy), crashes).judge(arrivals);
    Judgement started = Verify.by(List.of(policy), crashes).judge(starts);
    List<Ruling> rulings = new ArrayList<>();
    rulings.addAll(rulings(RECEIVER, received, Set.of("I1", "I2", "I4")));
    rulings.addAll(rulings(STARTS, started, Set.of("I1", "I2")));
    if (of.changed().isPresent()) {
      Instant since = of.changed().get();
      Path received2 = Ledgers.since(arrivals, since);
      Ledgers.leaveUnjudged(received2, stalls, onTheWayTo(actor));
      Verify anew = Verify.by(List.of(changed.apply(actor)), crashes);
      rulings.addAll(rulings(RECEIVER + " since " + since, anew.judge(received2), Set.of("I1")));
      Path started2 = Ledgers.since(starts, since);
      rulings.addAll(rulings(STARTS + " since " + since, anew.judge(started2), Set.of("I1")));
    }
    rulings.addAll(ofDatabase(actor, of));
    List<CallRow> rows = Ledgers.rows(arrivals);
    rulings.add(wholeness(received.calls(), started.calls()));
    return new Case(
        actor,
        started.calls(),
        received.calls(),
        received.seconds(),
        received.stalls().found(),
        Repeats.in(rows, crashes),
        of.refreshed(),
        rulings);
  }

  /** Starts that are missing are those that a killed worker had no time to write down. */
  private Ruling wholeness(long arrived, long started) {
    long kills = evidence.incidents().stream().filter(this::kills).count() * 2;
    long missing = Math.max(0, arrived - started);
    return new Ruling(
        "I1",
        STARTS,
        "the ledger of starts is whole",
        missing,
        kills,
        missing <= kills,
        missing <= kills ? "" : missing + " calls arrived that no worker wrote down");
  }

  private List<Ruling> ofDatabase(Actor actor, Evidence.OfInstitution of) {
    List<Ruling> rulings = new ArrayList<>();
    rulings.add(
        Ruling.none("I3", DATABASE, "nobody is forgotten", Math.abs(of.ledger().difference())));
    rulings.add(
        Ruling.none(
            "I6", DATABASE, "every imported consent is there", actor.users() - of.consents()));
    rulings.add(
        Ruling.none("I6", DATABASE, "every refresh that counts has its bodies", of.bodiless()));
    for (Evidence.Return back : of.returns()) {
      rulings.add(
          new Ruling(
              "spread",
              DATABASE,
              "what the scheduler missed is spread over the rest",
              back.target(),
              back.allowed(),
              back.target() <= back.allowed(),
              "%s was to do %d of %d with %d minutes left"
                  .formatted(back.minute(), back.target(), back.due(), back.minutesLeft())));
    }
    return rulings;
  }

  private static List<Ruling> rulings(String where, Judgement judgement, Set<String> laws) {
    return judgement.institutions().stream()
        .flatMap(of -> of.findings().stream())
        .filter(finding -> laws.contains(finding.law()))
        .map((Finding finding) -> Ruling.of(where, finding))
        .toList();
  }

  private Evidence.OfInstitution of(Actor actor) {
    Evidence.OfInstitution of = evidence.institutions().get(actor);
    if (of == null) {
      throw new IllegalStateException("nothing is known of " + actor.code());
    }
    return of;
  }

  /**
   * After which instants what had just been done may be repeated: workers that were killed, and
   * answers that were lost on the way. Nothing else is an excuse.
   */
  private List<Instant> crashes(Actor actor) {
    Stream<Instant> killed =
        evidence.incidents().stream().filter(this::kills).flatMap(Judge::bothEnds);
    Stream<Instant> lost =
        onTheWayTo(actor).stream()
            .filter(each -> each.fault().kind() != Kind.DELAY || isLong(actor, each))
            .flatMap(Judge::bothEnds);
    return Stream.concat(killed, lost).sorted().toList();
  }

  /** A delay longer than the time-out loses answers like a path that is silent. */
  private boolean isLong(Actor actor, Incident delay) {
    Duration there = policies.apply(actor).timeouts().response();
    return delay.fault().by().multipliedBy(2).compareTo(there) > 0;
  }

  private static Stream<Instant> bothEnds(Incident incident) {
    return incident.fault().isLasting()
        ? Stream.of(incident.from(), incident.until())
        : Stream.of(incident.from());
  }

  private boolean kills(Incident incident) {
    return incident.fault().target().startsWith("batch-worker")
        && (KILLS.contains(incident.fault().kind()) || stopsInVain(incident));
  }

  /** Who stops in good order while a server is away cannot hand over what he has. */
  private boolean stopsInVain(Incident incident) {
    return STOPS.contains(incident.fault().kind())
        && evidence.incidents().stream()
            .filter(other -> SERVERS.contains(other.fault().target()))
            .anyMatch(
                other ->
                    other.from().minus(RECOVERY).isBefore(incident.until())
                        && other.until().plus(RECOVERY).isAfter(incident.until()));
  }

  private List<Incident> onTheWayTo(Actor actor) {
    return evidence.incidents().stream()
        .filter(each -> each.fault().target().equals(Chaos.pathTo(actor.code())))
        .toList();
  }
}
