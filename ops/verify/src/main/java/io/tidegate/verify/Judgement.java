package io.tidegate.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a ledger.
 *
 * @param calls rows that were judged
 * @param seconds from the first to the last arrival, both included
 * @param institutions every given institution, in order of their codes
 * @param stalls how the receiver itself stands
 */
public record Judgement(
    long calls, long seconds, List<OfInstitution> institutions, Finding stalls) {

  public Judgement {
    institutions = List.copyOf(institutions);
  }

  /**
   * One institution's part.
   *
   * @param institution its code
   * @param calls how many of its calls the ledger holds
   * @param findings one per rule
   * @param notJudged rules about which the ledger cannot tell
   */
  public record OfInstitution(
      String institution, long calls, List<Finding> findings, List<String> notJudged) {
    public OfInstitution {
      findings = List.copyOf(findings);
      notJudged = List.copyOf(notJudged);
    }

    public boolean kept() {
      return findings.stream().allMatch(Finding::kept);
    }
  }

  /** A broken rule and whose it is. */
  public record Offender(String institution, Finding finding) {}

  /** Whether every law was kept, and the receiver was awake enough to tell. */
  public boolean kept() {
    return stalls.kept() && institutions.stream().allMatch(OfInstitution::kept);
  }

  /** Everything that was broken. */
  public List<Offender> offenders() {
    Stream<Offender> calls =
        institutions.stream()
            .flatMap(
                of ->
                    of.findings().stream()
                        .filter(finding -> !finding.kept())
                        .map(finding -> new Offender(of.institution(), finding)));
    Stream<Offender> receiver =
        stalls.kept() ? Stream.of() : Stream.of(new Offender("the receiver", stalls));
    return Stream.concat(calls, receiver).toList();
  }

  /** The broken rule that was broken most often. */
  public Optional<Offender> worst() {
    return offenders().stream().max(Comparator.comparingLong(o -> o.finding().violations()));
  }
}
