package io.tidegate.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * I1, never too fast. Every arrival is taken as the beginning of a period, and the arrivals in it
 * are counted; a fuller period begins with an arrival, so none is missed. A period that begins in a
 * second the receiver stalled in is not judged: the stall may have put earlier arrivals into it.
 */
final class Rates {
  private static final Duration SLICE = Duration.ofMillis(100);
  private final Laws laws;
  private final Arrivals arrivals;
  private final List<String> callNames;
  private final Stalls stalls;
  private long[] sorted = new long[0];

  Rates(Laws laws, Arrivals arrivals, List<String> callNames, Stalls stalls) {
    this.laws = laws;
    this.arrivals = arrivals;
    this.callNames = callNames;
    this.stalls = stalls;
  }

  /** One finding for each limit that a ledger can tell about. */
  List<Finding> limits() {
    List<Finding> findings = new ArrayList<>();
    for (Laws.Limit limit : laws.limits()) {
      switch (limit.each()) {
        case INSTITUTION -> findings.add(against(limit, limit.toString(), row -> true));
        case CALL -> findings.addAll(againstCalls(limit));
        case CONSENT -> findings.add(againstConsents(limit));
        case ENDPOINT -> {}
      }
    }
    return findings;
  }

  private Finding against(Laws.Limit limit, String rule, IntPredicate rows) {
    boolean counted = limit.each() == Laws.Each.INSTITUTION;
    Worst worst =
        worst(counted ? all() : times(IntStream.range(0, arrivals.size()).filter(rows)), limit);
    return worst.finding(rule, limit, alignment(limit, rows), rows);
  }

  private List<Finding> againstCalls(Laws.Limit limit) {
    List<Finding> findings = new ArrayList<>();
    for (short call = 0; call < callNames.size(); call++) {
      String name = callNames.get(call);
      if (limit.call().isEmpty() || limit.call().equals(name)) {
        short number = call;
        String rule =
            new Laws.Limit(limit.calls(), limit.period(), limit.aligned(), limit.each(), name)
                .toString();
        findings.add(against(limit, rule, row -> arrivals.call(row) == number));
      }
    }
    return findings;
  }

  private Finding againstConsents(Laws.Limit limit) {
    List<Worst> worst = new ArrayList<>(List.of(new Worst()));
    long[] violations = {0};
    new Groups(arrivals, arrivals::user)
        .forEach(
            row -> true,
            rows -> {
              Worst here = worst(times(Arrays.stream(rows)), limit);
              violations[0] += here.violations;
              if (here.count > worst.getFirst().count) {
                here.user = arrivals.user(rows[0]);
                worst.set(0, here);
              }
            });
    Worst most = worst.getFirst();
    most.violations = violations[0];
    return most.finding(limit.toString(), limit, "", row -> arrivals.user(row) == most.user);
  }

  /**
   * At most 1.2 times the slice budget plus one in any 100 ms; none without a limit.
   *
   * @param path by how much one call may be later on its way than another: so much longer is the
   *     time in which the calls of 100 ms may have started
   */
  Optional<Finding> slice(Duration path) {
    double rate =
        laws.limits().stream()
            .filter(limit -> limit.each() == Laws.Each.INSTITUTION)
            .mapToDouble(limit -> limit.calls() / seconds(limit.period().plus(laws.allowance())))
            .min()
            .orElse(0);
    if (rate == 0) {
      return Optional.empty();
    }
    double budget = rate * seconds(SLICE.plus(path));
    long allowed = (long) Math.floor(1.2 * budget + 1);
    String rule = String.format(Locale.ROOT, "%d per 100 ms (1.2 × %.1f + 1)", allowed, budget);
    Laws.Limit limit = new Laws.Limit(allowed, SLICE, false, Laws.Each.INSTITUTION, "");
    return Optional.of(against(limit, rule, row -> true));
  }

  private static double seconds(Duration length) {
    return length.toNanos() / 1e9;
  }

  /** All arrivals in order; most limits count all, so it is made only once. */
  private long[] all() {
    if (sorted.length != arrivals.size()) {
      sorted = new long[arrivals.size()];
      Arrays.setAll(sorted, arrivals::micros);
      Arrays.sort(sorted);
    }
    return sorted;
  }

  private long[] times(IntStream rows) {
    return rows.mapToLong(arrivals::micros).sorted().toArray();
  }

  private Worst worst(long[] times, Laws.Limit limit) {
    long period = Spans.micros(limit.period());
    Worst worst = new Worst();
    int end = 0;
    for (int begin = 0; begin < times.length; begin++) {
      while (end < times.length && times[end] - times[begin] < period) {
        end++;
      }
      int count = end - begin;
      if (count > worst.count || count > limit.calls()) {
        if (stalls.touch(times[begin])) {
          continue;
        }
        worst.violations += count > limit.calls() ? 1 : 0;
        if (count > worst.count) {
          worst.count = count;
          worst.from = times[begin];
        }
      }
    }
    return worst;
  }

  /** For a limit per clock minute, what the clock minutes themselves held. */
  private String alignment(Laws.Limit limit, IntPredicate rows) {
    if (!limit.aligned()) {
      return "";
    }
    long period = Spans.micros(limit.period());
    long[] periods =
        IntStream.range(0, arrivals.size())
            .filter(rows)
            .mapToLong(row -> Math.floorDiv(arrivals.micros(row), period))
            .sorted()
            .toArray();
    long most = 0;
    int begin = 0;
    for (int i = 0; i < periods.length; i++) {
      begin = periods[i] == periods[begin] ? begin : i;
      most = Math.max(most, i - begin + 1);
    }
    return "; no " + Spans.words(limit.period()) + " of the clock held more than " + most;
  }

  /** The fullest period of some rows. */
  private final class Worst {
    private int count;
    private long from;
    private long violations;
    private long user;

    Finding finding(String rule, Laws.Limit limit, String note, IntPredicate rows) {
      if (violations == 0) {
        return Finding.kept("I1", rule, count, limit.calls());
      }
      String offender =
          "%d calls in the %s from %s, at most %d%s"
              .formatted(
                  count, Spans.words(limit.period()), Micros.instant(from), limit.calls(), note);
      return new Finding("I1", rule, count, limit.calls(), violations, offender, seen(limit, rows));
    }

    private List<Finding.Row> seen(Laws.Limit limit, IntPredicate rows) {
      Instant until = Micros.instant(from + Spans.micros(limit.period()));
      List<Finding.Row> all =
          IntStream.range(0, arrivals.size())
              .filter(row -> arrivals.micros(row) >= from)
              .filter(row -> Micros.instant(arrivals.micros(row)).isBefore(until))
              .filter(rows)
              .mapToObj(row -> Micros.row(arrivals, row))
              .sorted(Comparator.comparing(Finding.Row::at))
              .toList();
      return all.size() <= 5
          ? all
          : List.of(all.get(0), all.get(1), all.get(2), all.get(all.size() - 2), all.getLast());
    }
  }
}
