package io.tidegate.standalone.chaos;

import io.tidegate.standalone.stage.RunLedger;
import java.io.PrintWriter;
import java.util.List;

/**
 * What a run has proven.
 *
 * @param incidents what happened
 * @param cases what became of each institution
 * @param ledger what became of everybody
 * @param other what else went wrong, a sentence each
 * @param pushes what became of push-worker
 */
record Verdict(
    List<Incident> incidents,
    List<Case> cases,
    List<RunLedger.Row> ledger,
    List<String> other,
    Pushes.Outcome pushes) {
  Verdict {
    incidents = List.copyOf(incidents);
    cases = List.copyOf(cases);
    ledger = List.copyOf(ledger);
    other = List.copyOf(other);
  }

  /** Whether everything held, and the run proves something. */
  boolean held() {
    return unbroken() && notJudged().isEmpty();
  }

  private List<String> notJudged() {
    return cases.stream().flatMap(each -> each.notJudged().stream()).toList();
  }

  private boolean unbroken() {
    return other.isEmpty()
        && pushes.held()
        && !cases.isEmpty()
        && cases.stream().allMatch(Case::held)
        && cases.stream().mapToLong(Case::arrivals).sum() > 0;
  }

  /** The incidents that were left out, as they could not be done here. */
  List<Incident> leftOut() {
    return incidents.stream().filter(incident -> !incident.wasDone()).toList();
  }

  void print(PrintWriter out) {
    out.println();
    out.println("What happened:");
    incidents.forEach(out::println);
    out.println();
    out.println("What it did (the time is the age of the oldest repeated success at the fault):");
    out.println(Case.head());
    cases.forEach(each -> out.println(each.row()));
    out.println();
    out.println("What became of everybody (I3):");
    RunLedger.table(ledger).forEach(out::println);
    pushes.verdict().ifPresent(verdict -> verdict.print(out));
    out.println();
    pushes.troubles().forEach(out::println);
    cases.forEach(each -> each.offences().forEach(out::println));
    other.forEach(out::println);
    long repeated = cases.stream().mapToLong(each -> each.repeats().calls()).sum();
    long lost =
        cases.stream()
            .flatMap(each -> each.rulings().stream())
            .filter(ruling -> ruling.law().equals("I6"))
            .mapToLong(Ruling::found)
            .sum();
    out.printf(
        "repeated: %,d calls, of these not in flight at a fault: %,d (allowed: 0); lost: %,d"
            + " (allowed: 0); left out: %d of %d faults%n",
        repeated, unexcused(), lost, leftOut().size(), incidents.size());
    notJudged().forEach(out::println);
    out.println(word());
    out.flush();
  }

  private String word() {
    if (!unbroken()) {
      return "VERDICT: FAILED.";
    }
    return held()
        ? "VERDICT: I1, I2, I3, I4 and I6 held, and no push was lost."
        : "VERDICT: NOT JUDGED. Nothing was found broken, but too little of the run could be seen.";
  }

  private long unexcused() {
    return cases.stream()
        .flatMap(each -> each.rulings().stream())
        .filter(ruling -> ruling.law().equals("I4") && !ruling.kept())
        .mapToLong(Ruling::found)
        .sum();
  }
}
