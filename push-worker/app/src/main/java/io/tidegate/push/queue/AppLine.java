package io.tidegate.push.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** The pushes of one app that wait for their turn, and how fast they may have it. */
final class AppLine {
  private final Deque<Taken> waiting = new ArrayDeque<>();
  private final Pace pace;

  AppLine(Pace pace) {
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

  void removeIf(Predicate<Taken> which) {
    waiting.removeIf(which);
  }

  int size() {
    return waiting.size();
  }
}
