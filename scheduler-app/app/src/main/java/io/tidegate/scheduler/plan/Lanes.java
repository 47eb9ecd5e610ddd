package io.tidegate.scheduler.plan;

import io.tidegate.planning.LaneProgress;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An institution's lanes as planning sees them at a minute.
 *
 * <p>The ring is cut anew at the start of a minute only, and only as the policy wants it: into a
 * multiple of its lanes at any time (a split moves no row), otherwise when the rounds of all are
 * over; {@code ring_lanes} says the same. Lanes that are cut anew have no progress of their own
 * yet: each gets its part of the whole.
 */
final class Lanes {
  private final List<LaneRow> rows;
  private final Policy policy;
  private final Instant minute;
  private final DayStarts dayStarts;
  private final @Nullable PlannedMinute before;

  Lanes(
      List<LaneRow> rows,
      Policy policy,
      Instant minute,
      DayStarts dayStarts,
      @Nullable PlannedMinute before) {
    this.rows = rows;
    this.policy = policy;
    this.minute = minute;
    this.dayStarts = dayStarts;
    this.before = before;
  }

  static long population(List<LaneRow> rows) {
    return rows.stream().mapToLong(LaneRow::population).sum();
  }

  /** Progress of all lanes, lane 0 first; none where there is no ring. */
  List<LaneProgress> progress() {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<LaneProgress> lanes = rows.stream().map(this::progress).toList();
    return lanes.size() == policy.lanes() || !mayCut() ? lanes : cut(lanes, policy.lanes());
  }

  private boolean mayCut() {
    return policy.lanes() % rows.size() == 0 || rows.stream().allMatch(LaneRow::roundOver);
  }

  private LaneProgress progress(LaneRow row) {
    Round round = policy.round();
    double behind = before == null ? 0 : before.behind(row.lane(), row.lanes());
    if (row.nextRoundBegins(round, minute)) {
      Instant begin = round.begin(minute);
      Span span = new Span(begin, round.end(begin));
      return new LaneProgress(
          row.lane(), span, row.population(), 0, 0, 0, row.retriesDue(), 0, false, behind);
    }
    int planned = before == null ? 0 : before.target(row.lane(), row.lanes());
    return new LaneProgress(
        row.lane(),
        new Span(row.roundBeganAt(), round.end(row.roundBeganAt())),
        row.population(),
        row.passed(),
        row.claimed(),
        dayStarts.claimedToday(row),
        row.retriesDue(),
        Math.max(0, planned - row.claimedThisMinute()),
        row.roundOver(),
        behind);
  }

  private static List<LaneProgress> cut(List<LaneProgress> old, int lanes) {
    Span round = old.getFirst().round();
    boolean over = old.stream().allMatch(LaneProgress::roundOver);
    List<LaneProgress> cut = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      cut.add(
          new LaneProgress(
              lane,
              round,
              part(old.stream().mapToLong(LaneProgress::population).sum(), lane, lanes),
              part(old.stream().mapToLong(LaneProgress::passed).sum(), lane, lanes),
              part(old.stream().mapToLong(LaneProgress::claimed).sum(), lane, lanes),
              part(old.stream().mapToLong(LaneProgress::claimedToday).sum(), lane, lanes),
              part(old.stream().mapToLong(LaneProgress::retriesDue).sum(), lane, lanes),
              part(old.stream().mapToLong(LaneProgress::outstanding).sum(), lane, lanes),
              over,
              0));
    }
    return cut;
  }

  /** One of {@code lanes} parts of a whole number, which add up to it. */
  private static long part(long whole, int lane, int lanes) {
    return whole * (lane + 1) / lanes - whole * lane / lanes;
  }
}
