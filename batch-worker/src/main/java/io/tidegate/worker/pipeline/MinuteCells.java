package io.tidegate.worker.pipeline;

import io.tidegate.messages.Tally;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Terms;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts of the calls that started in one minute under one policy, by call and response class. */
final class MinuteCells {
  private static final class Cell {
    long calls;
    long millis;
    double squares;
  }

  final Terms terms;

  /** Start of the minute in nanoseconds since 1970. */
  final long minute;

  private final List<Map<ResponseClass, Cell>> byCall = new ArrayList<>();

  MinuteCells(Terms terms, long minute) {
    this.terms = terms;
    this.minute = minute;
    for (int call = 0; call < terms.calls(); call++) {
      byCall.add(new EnumMap<>(ResponseClass.class));
    }
  }

  void count(int call, ResponseClass meaning, long nanos) {
    Cell cell = byCall.get(call).computeIfAbsent(meaning, first -> new Cell());
    double took = (double) nanos / 1e6;
    cell.calls++;
    cell.millis += Math.round(took);
    cell.squares += took * took;
  }

  /** Adds what was counted since the last time, and begins anew. */
  void drainTo(List<Tally.Count> counts) {
    for (int call = 0; call < byCall.size(); call++) {
      String name = terms.callName(call);
      byCall
          .get(call)
          .forEach(
              (meaning, cell) ->
                  counts.add(
                      new Tally.Count(
                          LaneMinute.instant(minute),
                          name,
                          "scheduled",
                          meaning.word(),
                          cell.calls,
                          cell.millis,
                          cell.squares)));
      byCall.get(call).clear();
    }
  }

  /** Cells by minute and terms, newest first; old ones are forgotten when they are empty. */
  static final class Book {
    private final List<MinuteCells> cells = new ArrayList<>();

    void count(Terms terms, long startedAt, int call, ResponseClass meaning, long nanos) {
      long minute = startedAt - Math.floorMod(startedAt, 60_000_000_000L);
      for (int i = cells.size() - 1; i >= 0; i--) {
        MinuteCells each = cells.get(i);
        if (each.minute == minute && each.terms == terms) {
          each.count(call, meaning, nanos);
          return;
        }
      }
      MinuteCells fresh = new MinuteCells(terms, minute);
      cells.add(fresh);
      fresh.count(call, meaning, nanos);
    }

    List<Tally.Count> drain() {
      List<Tally.Count> counts = new ArrayList<>();
      for (MinuteCells each : cells) {
        each.drainTo(counts);
      }
      while (cells.size() > 4) {
        cells.removeFirst(); // empty now; a straggler makes it anew
      }
      return counts;
    }
  }
}
