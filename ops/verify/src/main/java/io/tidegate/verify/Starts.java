package io.tidegate.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * I1 by the clocks of those who call: what workers wrote down when they started each call. There is
 * no path between the instant and the ink, so the limits hold to the letter, and 100 ms hold no
 * more than 1.2 times the slice budget plus one.
 */
final class Starts {
  /**
   * How many calls a killed worker may have sent without their rows: a row is written after its
   * call, by each of its threads.
   */
  private static final int UNWRITTEN = 16;

  private final Laws laws;
  private final Arrivals started;
  private final List<String> callNames;
  private final List<Instant> crashes;

  Starts(Laws laws, Ledger ledger, List<Instant> crashes) {
    this.laws = laws;
    this.started = ledger.arrivals(laws.institution());
    this.callNames = ledger.callNames();
    this.crashes = crashes;
  }

  List<Finding> judge(Arrivals arrivals) {
    Rates rates = new Rates(laws, started, callNames, Stalls.none());
    List<Finding> findings = new ArrayList<>(rates.limits());
    rates.slice(Duration.ZERO).ifPresent(findings::add);
    findings.replaceAll(Starts::asStarted);
    findings.add(whole(arrivals));
    return findings;
  }

  /** Lines are left out: they would be of several files. */
  private static Finding asStarted(Finding finding) {
    return new Finding(
        finding.law(),
        finding.rule() + ", as started",
        finding.found(),
        finding.allowed(),
        finding.violations(),
        finding.offender(),
        List.of());
  }

  /** Starts that are not all there prove nothing. */
  private Finding whole(Arrivals arrivals) {
    long arrived = IntStream.range(0, arrivals.size()).filter(row -> !arrivals.byUser(row)).count();
    long unwritten = Math.max(0, arrived - started.size());
    long allowed = (long) UNWRITTEN * crashes.size();
    String rule = "no call arrives that was not started";
    if (unwritten <= allowed) {
      return Finding.kept("I1", rule, unwritten, allowed);
    }
    return new Finding(
        "I1",
        rule,
        unwritten,
        allowed,
        unwritten - allowed,
        "%d calls arrived, but %d starts were written down".formatted(arrived, started.size()),
        List.of());
  }
}
