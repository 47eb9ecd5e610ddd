package io.tidegate.verify;

import io.tidegate.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges a ledger by the laws of its institutions. */
public final class Verify {
  private final Map<String, Laws> laws = new TreeMap<>();
  private final List<Instant> crashes;

  private Verify(List<Laws> laws, List<Instant> crashes) {
    laws.forEach(law -> this.laws.put(law.institution(), law));
    this.crashes = List.copyOf(crashes);
  }

  /**
   * A judge by these policies.
   *
   * @param policies of every institution in the ledger
   * @param crashes when a process that makes calls was killed
   */
  public static Verify by(List<Policy> policies, List<Instant> crashes) {
    return new Verify(policies.stream().map(PolicyLaws::of).toList(), crashes);
  }

  static Verify byLaws(List<Laws> laws, List<Instant> crashes) {
    return new Verify(laws, crashes);
  }

  /**
   * Judges a file, and the file of the receiver's stalls beside it if there is one.
   *
   * @throws UnreadableLedger with every row that is wrong
   * @throws IOException if a file cannot be read at all
   */
  public Judgement judge(Path ledger) throws IOException, UnreadableLedger {
    return judge(ledger, List.of());
  }

  /**
   * Judges a file, and what the workers wrote down of their starts: the rule on any 100 ms is one
   * by the workers' clocks, and where these are known it is asked of them. A path that is held up
   * for a few milliseconds then is nobody's fault; the limits hold at both ends.
   *
   * @param ledger what the receiver saw
   * @param starts every ledger of starts of the same run; none if nobody kept them
   * @throws UnreadableLedger with every row of a file that is wrong
   * @throws IOException if a file cannot be read at all
   */
  public Judgement judge(Path ledger, List<Path> starts) throws IOException, UnreadableLedger {
    return judge(
        LedgerReader.read(List.of(ledger), laws),
        Stalls.read(Stalls.beside(ledger)),
        starts.isEmpty() ? Optional.empty() : Optional.of(LedgerReader.read(starts, laws)));
  }

  private Judgement judge(Ledger ledger, Stalls stalls, Optional<Ledger> starts) {
    List<Judgement.OfInstitution> institutions = new ArrayList<>();
    List<String> callNames = ledger.callNames();
    for (Laws law : laws.values()) {
      Arrivals arrivals = ledger.arrivals(law.institution());
      List<Finding> findings = new ArrayList<>();
      Rates rates = new Rates(law, arrivals, callNames, stalls);
      findings.addAll(rates.limits());
      rates.slice(starts.isEmpty() ? Duration.ZERO : law.allowance()).ifPresent(findings::add);
      starts.ifPresent(known -> findings.addAll(new Starts(law, known, crashes).judge(arrivals)));
      findings.addAll(new OpenHours(law, arrivals, stalls).judge());
      findings.addAll(new Often(law, arrivals, callNames, crashes).judge());
      institutions.add(
          new Judgement.OfInstitution(
              law.institution(), arrivals.size(), findings, notJudged(law, arrivals)));
    }
    long seconds =
        ledger.isEmpty() ? 0 : second(ledger.lastMicros()) - second(ledger.firstMicros()) + 1;
    return new Judgement(ledger.rows(), seconds, institutions, awake(ledger, stalls, seconds));
  }

  private static List<String> notJudged(Laws law, Arrivals arrivals) {
    List<String> rules = new ArrayList<>();
    for (Laws.Limit limit : law.limits()) {
      if (limit.each() == Laws.Each.ENDPOINT) {
        rules.add(limit + ": the ledger does not say at which endpoint a call arrived");
      }
    }
    long nameless = Often.nameless(arrivals);
    if (nameless > 0 && !law.quotas().isEmpty()) {
      rules.add("quotas, for calls that do not say whose they are: " + nameless);
    }
    return rules;
  }

  /** A receiver that was asleep for more than one second in a hundred proves nothing. */
  private static Finding awake(Ledger ledger, Stalls stalls, long seconds) {
    long unjudged = ledger.isEmpty() ? 0 : stalls.within(ledger.firstMicros(), ledger.lastMicros());
    String rule = "at most 1 % of the seconds unjudged";
    if (unjudged * 100 <= seconds) {
      return Finding.kept("stalls", rule, unjudged, seconds / 100);
    }
    return new Finding(
        "stalls",
        rule,
        unjudged,
        seconds / 100,
        unjudged - seconds / 100,
        "the receiver stalled in %d of %d seconds: too many to judge the rest"
            .formatted(unjudged, seconds),
        List.of());
  }

  private static long second(long micros) {
    return Math.floorDiv(micros, 1_000_000L);
  }
}
