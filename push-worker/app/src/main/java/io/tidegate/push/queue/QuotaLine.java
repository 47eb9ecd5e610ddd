package io.tidegate.push.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The pushes of one quota that wait for their turn. */
final class QuotaLine {
  private final Deque<Taken> waiting = new ArrayDeque<>();
  private final Quota quota;

  QuotaLine(Quota quota) {
    this.quota = quota;
  }

  Quota quota() {
    return quota;
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
