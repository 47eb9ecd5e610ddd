package io.tidegate.standalone.chaos;

import io.tidegate.policy.Policy;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.verify.Finding;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Judges a run, institution by institution. I1 and I2 by what workers started, at all times, and by
 * what the receiver saw, while nothing disturbed the path and it did not stand still by itself; I4
 * by what the receiver saw; I3 and I6 by the database and Kafka.
 */
final class Judge {
  private static final String ARRIVALS = "arrivals";
  private static final String STARTS = "starts";
  private static final String DATABASE = "database";

  private final Evidence evidence;
  private final Excuses excuses;
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
    this.excuses = new Excuses(evidence.incidents());
    this.policies = policies;
    this.changed = changed;
  }

  /** Judges all of it. */
  List<Case> judge() throws IOException, UnreadableLedger {
    Path folder = evidence.folder().resolve("judged");
    Ledgers arrivals = Ledgers.apart(List.of(evidence.arrivals()), folder.resolve(ARRIVALS));
    Ledgers starts = Ledgers.apart(Ledgers.starts(evidence.starts()), folder.resolve(STARTS));
    List<Case> cases = new ArrayList<>();
    for (Actor actor : evidence.institutions().keySet()) {
      cases.add(judge(actor, arrivals.of(actor.code()), starts.of(actor.code())));
    }
    return cases;
  }

  private Case judge(Actor actor, Path arrivals, Path starts) throws IOException, UnreadableLedger {
    Policy policy = policies.apply(actor);
    List<Instant> crashes = excuses.at(actor, policy.timeouts().response());
    leaveUnjudged(actor, arrivals);
    Verify verify = Verify.by(List.of(policy), crashes);
    Judgement received = verify.judge(arrivals, List.of(starts));
    Judgement started = verify.judge(starts);
    Evidence.OfInstitution of = evidence.of(actor);
    List<Ruling> rulings = new ArrayList<>();
    rulings.addAll(
        rulings(
            ARRIVALS,
            received,
            finding ->
                Set.of("I1", "I2", "I4").contains(finding.law())
                    && !(Troupe.WIRED.contains(actor.code()) && isOfThePath(finding))));
    rulings.addAll(rulings(STARTS, started, finding -> finding.law().equals("I2")));
    if (of.changed().isPresent()) {
      Verify anew = Verify.by(List.of(changed.apply(actor)), crashes);
      rulings.addAll(sinceChange(actor, anew, arrivals, starts, of.changed().get()));
    }
    rulings.addAll(ofDatabase(actor, of));
    List<CallRow> rows = Ledgers.rows(arrivals);
    return new Case(
        actor,
        started.calls(),
        received.calls(),
        received.seconds(),
        received.stalls().found(),
        Ledgers.disturbedSeconds(rows, excuses.onTheWayTo(actor)),
        Repeats.in(rows, crashes),
        of.refreshed(),
        rulings);
  }

  /** I1 under the narrower limits. */
  private List<Ruling> sinceChange(
      Actor actor, Verify anew, Path arrivals, Path starts, Instant since)
      throws IOException, UnreadableLedger {
    Path laterArrivals = Ledgers.since(arrivals, since);
    leaveUnjudged(actor, laterArrivals);
    List<Ruling> rulings = new ArrayList<>();
    rulings.addAll(
        rulings(
            ARRIVALS + " since " + since,
            anew.judge(laterArrivals),
            finding -> finding.law().equals("I1") && !isOfThePath(finding)));
    rulings.addAll(
        rulings(
            STARTS + " since " + since,
            anew.judge(Ledgers.since(starts, since)),
            finding -> finding.law().equals("I1")));
    return rulings;
  }

  private void leaveUnjudged(Actor actor, Path arrivals) throws IOException {
    Ledgers.leaveUnjudged(
        arrivals,
        Ledgers.stallsBeside(evidence.arrivals()),
        excuses.onTheWayTo(actor),
        evidence.standstillsOnTheWayTo(actor));
  }

  /**
   * Whether it is the bound on any 100 ms, asked of what arrived. A proxy of ours passes calls on
   * when it gets a processor, some milliseconds sooner or later, so it is not asked behind one; nor
   * where starts are judged apart. Of starts it is asked always, and of what arrived every limit.
   */
  private static boolean isOfThePath(Finding finding) {
    return finding.rule().contains("per 100 ms") && !finding.rule().endsWith("as started");
  }

  private static List<Ruling> ofDatabase(Actor actor, Evidence.OfInstitution of) {
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

  private static List<Ruling> rulings(
      String where, Judgement judgement, Predicate<Finding> included) {
    return judgement.institutions().stream()
        .flatMap(of -> of.findings().stream())
        .filter(included)
        .map((Finding finding) -> Ruling.of(where, finding))
        .toList();
  }
}
