package io.tidegate.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I2, never at the wrong time: no scheduled call arrives outside the windows or in planned
 * maintenance, nor within the policy's guard of an edge of those or of a calendar quota's period.
 *
 * <p>The judge sees arrivals, not starts. The path may cost a call 100 ms, and clocks may differ by
 * 20 ms: so much is let pass at an edge.
 */
final class OpenHours {
  static final Duration PATH = Duration.ofMillis(100);
  static final Duration CLOCKS = Duration.ofMillis(20);
  private static final long SEARCHED_MINUTES = 8 * 24 * 60;

  private final Laws laws;
  private final Arrivals arrivals;
  private final Stalls stalls;
  private final OpenMinutes minutes;
  private final Map<Long, Long> awayFromOpen = new HashMap<>();

  OpenHours(Laws laws, Arrivals arrivals, Stalls stalls) {
    this.laws = laws;
    this.arrivals = arrivals;
    this.stalls = stalls;
    this.minutes = new OpenMinutes(laws.hours());
  }

  List<Finding> judge() {
    Broken outside = new Broken("no call outside the windows");
    Broken guard =
        new Broken("no call within " + laws.hours().guard().toSeconds() + " s of an edge");
    for (int row = 0; row < arrivals.size(); row++) {
      if (arrivals.byUser(row) || stalls.touch(arrivals.micros(row))) {
        continue;
      }
      Instant at = Micros.instant(arrivals.micros(row));
      if (!nearOpen(at)) {
        outside.add(row, minutesAway(at));
      } else if (nearEdge(at)) {
        guard.add(row, 0);
      }
    }
    return List.of(outside.finding(), guard.finding());
  }

  private boolean nearOpen(Instant at) {
    return minutes.open(at) || minutes.open(at.plus(CLOCKS)) || minutes.open(at.minus(PATH));
  }

  private boolean nearEdge(Instant at) {
    Duration guard = laws.hours().guard();
    if (guard.compareTo(PATH.plus(CLOCKS)) <= 0) {
      return false;
    }
    Instant before = at.minus(guard).plus(CLOCKS);
    Instant after = at.plus(guard).minus(PATH);
    return !minutes.open(before) || !minutes.open(after) || periodTurns(before, after);
  }

  private boolean periodTurns(Instant before, Instant after) {
    return laws.quotas().stream()
        .map(Quota::period)
        .filter(period -> !(period instanceof Quota.Rolling))
        .anyMatch(period -> period.begin(after, laws.zone()).isAfter(before));
  }

  /** Minutes to the nearest open minute, looking eight days both ways. */
  private long minutesAway(Instant at) {
    long minute = Math.floorDiv(at.getEpochSecond(), 60L);
    return awayFromOpen.computeIfAbsent(
        minute,
        m -> {
          for (long away = 1; away < SEARCHED_MINUTES; away++) {
            if (minutes.open(Instant.ofEpochSecond((m - away) * 60))
                || minutes.open(Instant.ofEpochSecond((m + away) * 60))) {
              return away;
            }
          }
          return SEARCHED_MINUTES;
        });
  }

  /** The calls that break a rule, and the one that does so worst. */
  private final class Broken {
    private final String rule;
    private final List<Finding.Row> rows = new ArrayList<>();
    private long count;
    private int worst = -1;
    private long worstAway = -1;

    Broken(String rule) {
      this.rule = rule;
    }

    void add(int row, long away) {
      count++;
      if (away > worstAway) {
        worst = row;
        worstAway = away;
      }
      if (rows.size() < 5) {
        rows.add(Micros.row(arrivals, row));
      }
    }

    Finding finding() {
      if (count == 0) {
        return Finding.kept("I2", rule, 0, 0);
      }
      Instant at = Micros.instant(arrivals.micros(worst));
      String offender =
          "calls at the wrong time: %d; the worst in line %d arrived at %s, which is %s there%s"
              .formatted(
                  count,
                  arrivals.line(worst),
                  at,
                  at.atZone(laws.zone()).toLocalDateTime(),
                  worstAway > 0 ? ", " + worstAway + " min from an open minute" : "");
      return new Finding("I2", rule, count, 0, count, offender, rows);
    }
  }
}
