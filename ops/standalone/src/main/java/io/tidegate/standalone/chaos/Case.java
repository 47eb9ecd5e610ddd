package io.tidegate.standalone.chaos;

import io.tidegate.standalone.stage.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one institution in a run.
 *
 * @param actor the institution
 * @param starts calls that workers started
 * @param arrivals calls that it saw
 * @param seconds how many seconds the run had for it
 * @param unjudged how many of these the receiver could not judge
 * @param disturbed in how many a fault of the script disturbed its path
 * @param repeats calls that were made again although they had succeeded
 * @param refreshed refreshes that count as done
 * @param rulings of all laws
 */
record Case(
    Actor actor,
    long starts,
    long arrivals,
    long seconds,
    long unjudged,
    long disturbed,
    Repeats repeats,
    long refreshed,
    List<Ruling> rulings) {
  static final String FORMAT = "%-12s %8s %8s %9s  %-5s %-5s %-5s %-5s %-5s %-6s %8s %9s";

  Case {
    rulings = List.copyOf(rulings);
  }

  boolean held() {
    return rulings.stream().allMatch(Ruling::kept);
  }

  /**
   * A sentence where no call reached the receiver, or it could judge less than half of the seconds
   * that the script left in peace: that nothing was found there then proves nothing.
   */
  Optional<String> notJudged() {
    if (starts > 0 && arrivals == 0) {
      return Optional.of(
          "%s was not judged: of %,d calls that were started none reached its receiver"
              .formatted(actor.code(), starts));
    }
    long quiet = seconds - disturbed;
    long judged = seconds - unjudged;
    return judged * 2 >= quiet
        ? Optional.empty()
        : Optional.of(
            ("%s was not judged: of %d seconds in which no fault disturbed its path, its receiver"
                    + " could judge %d, and should judge half at least")
                .formatted(actor.code(), quiet, judged));
  }

  static String head() {
    return String.format(
        Locale.ROOT,
        FORMAT,
        "institution",
        "started",
        "arrived",
        "judged s",
        "I1",
        "I2",
        "I3",
        "I4",
        "I6",
        "spread",
        "repeated",
        "refreshed");
  }

  /** Its row in the table of all. */
  String row() {
    return String.format(
        Locale.ROOT,
        FORMAT,
        actor.code(),
        starts,
        arrivals,
        (seconds - unjudged) + "/" + seconds,
        word("I1"),
        word("I2"),
        word("I3"),
        word("I4"),
        word("I6"),
        word("spread"),
        repeats.calls() + oldest(repeats.oldest()),
        refreshed);
  }

  private static String oldest(@Nullable Duration age) {
    return age == null ? "" : String.format(Locale.ROOT, " (%.1fs)", age.toMillis() / 1000.0);
  }

  private String word(String law) {
    List<Ruling> of = rulings.stream().filter(ruling -> ruling.law().equals(law)).toList();
    if (of.isEmpty()) {
      return "-";
    }
    return of.stream().allMatch(Ruling::kept) ? "kept" : "BROKEN";
  }

  /** What was broken, a sentence each. */
  List<String> offences() {
    return rulings.stream()
        .filter(ruling -> !ruling.kept())
        .map(
            ruling ->
                "%s breaks %s (%s), %s: %s"
                    .formatted(
                        actor.code(),
                        ruling.law(),
                        ruling.where(),
                        ruling.rule(),
                        ruling.offender()))
        .toList();
  }
}
