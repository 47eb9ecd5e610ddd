package io.tidegate.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A load with its limit, as the receiver saw it.
 *
 * @param peer who made the calls
 * @param limit calls a second that the institution allows
 * @param planned calls a second that were planned
 * @param beginMicros when the plan began
 * @param arrivals the calls of the plan
 */
record Paced(String peer, int limit, double planned, long beginMicros, Arrivals arrivals) {
  private static final long SECOND = 1_000_000;
  private static final long SLICE = SECOND / 10;

  /**
   * Says it.
   *
   * @param starts what the caller itself says of its lateness, if it says anything
   */
  void tell(Report report, WorkersWord.@Nullable Starts starts) {
    Quantiles behind = arrivals.behind(beginMicros, SECOND / planned);
    int second = arrivals.mostIn(SECOND);
    int slice = arrivals.mostIn(SLICE);
    double budget = planned / 10;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", peer);
    figures.put("calls", arrivals.count());
    figures.put("planned_per_s", Report.rounded(planned, 2));
    figures.put("late_ms_p50", Report.rounded(starts == null ? behind.at(0.5) : starts.p50(), 2));
    figures.put("late_ms_p99", Report.rounded(starts == null ? behind.at(0.99) : starts.p99(), 2));
    figures.put("late_ms_max", Report.rounded(starts == null ? behind.at(1) : starts.max(), 2));
    figures.put("behind_ms_p50", Report.rounded(behind.at(0.5), 2));
    figures.put("behind_ms_p99", Report.rounded(behind.at(0.99), 2));
    figures.put("behind_ms_max", Report.rounded(behind.at(1), 2));
    figures.put("max_sliding_1s", second);
    figures.put("limit_1s", limit);
    figures.put("max_sliding_100ms", slice);
    figures.put("slice_budget", Report.rounded(budget, 2));
    if (starts != null) {
      figures.put("unused_tickets", starts.unused());
    }
    report.line(limit + "/s", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%-14s %,5d/s: %,7d calls, late p50 %.2f p99 %.2f max %.2f ms, at the receiver behind"
                + " the plan p50 %.2f p99 %.2f max %.2f ms; any second %,d of %,d; any 100 ms %d,"
                + " %.2f times %.1f",
            peer,
            limit,
            arrivals.count(),
            starts == null ? behind.at(0.5) : starts.p50(),
            starts == null ? behind.at(0.99) : starts.p99(),
            starts == null ? behind.at(1) : starts.max(),
            behind.at(0.5),
            behind.at(0.99),
            behind.at(1),
            second,
            limit,
            slice,
            slice / budget,
            budget));
    if (starts != null) {
      report.row("               tickets without a call: " + starts.unused());
    }
  }
}
