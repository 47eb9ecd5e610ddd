package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The pushes of one quota that wait for their turn, how fast they may have it, and for how long
 * they may not: all of them, or those of one app.
 */
final class QuotaLine {
  private final Deque<Taken> waiting = new ArrayDeque<>();
  private final Pace pace;

  /** Apps that are closed, while the others of the quota go on, and until when. */
  private final Map<String, Instant> closed = new HashMap<>();

  QuotaLine(Pace pace) {
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  void add(Taken push) {
    waiting.addLast(push);
  }

  void addFirst(Taken push) {
    waiting.addFirst(push);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Taken first() {
    return waiting.getFirst();
  }

  Taken removeFirst() {
    return waiting.removeFirst();
  }

  /** Nothing is to be sent until an instant; then it begins slowly. */
  void close(Instant until) {
    pace.close(until);
  }

  /** Nothing of one app is to be sent until an instant. */
  void close(String app, Instant until) {
    closed.put(app, until);
  }

  /** How long the first must not be sent; zero if it may. */
  Duration firstClosedFor(Instant now) {
    Duration all = pace.closedFor(now);
    Instant until = closed.get(first().push().app());
    return until == null ? all : Next.longer(all, Duration.between(now, until));
  }

  /** Whether others may be sent, whatever of the first. */
  boolean goesOn(Instant now) {
    return pace.closedFor(now).isZero();
  }

  /**
   * Whether a new one would let start no more than this one: then nothing is lost with it.
   *
   * @param share this worker's part of the whole, 0 to 1
   */
  boolean isAtRest(Instant now, double share) {
    closed.values().removeIf(until -> !until.isAfter(now));
    return closed.isEmpty() && pace.isAtRest(now, share);
  }

  /**
   * Takes out those that stand behind a number of others and are meant.
   *
   * @return by how many others stand before them, least first
   */
  SortedMap<Integer, Taken> removeBehind(int others, Predicate<Taken> which) {
    SortedMap<Integer, Taken> removed = new TreeMap<>();
    int place = 0;
    for (Iterator<Taken> all = waiting.iterator(); all.hasNext(); place++) {
      Taken one = all.next();
      if (place >= others && which.test(one)) {
        all.remove();
        removed.put(place, one);
      }
    }
    return removed;
  }

  void removeIf(Predicate<Taken> which) {
    waiting.removeIf(which);
  }

  int size() {
    return waiting.size();
  }
}
