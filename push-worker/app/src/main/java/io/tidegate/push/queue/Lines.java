package io.tidegate.push.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The pushes of a channel that wait to be sent: a line for each quota of its push service, an app's
 * or a project's; and behind each device that has a push under way, those that come after it. For
 * one thread.
 */
final class Lines {
  private final Map<String, QuotaLine> lines = new LinkedHashMap<>();
  private final Map<UUID, Deque<Taken>> busy = new HashMap<>();
  private final UnaryOperator<String> quotas;
  private final Supplier<Pace> paces;
  private int behind;

  /**
   * Nobody waits yet.
   *
   * @param quotas by app
   * @param paces makes one for a quota
   */
  Lines(UnaryOperator<String> quotas, Supplier<Pace> paces) {
    this.quotas = quotas;
    this.paces = paces;
  }

  void add(Taken push) {
    line(push).add(push);
  }

  /** The line of a push's quota. */
  QuotaLine line(Taken push) {
    return lines.computeIfAbsent(
        quotas.apply(push.push().app()), quota -> new QuotaLine(paces.get()));
  }

  /**
   * Forgets the lines in which nobody waits: users name their apps as they like, so there is no end
   * of names.
   *
   * @param atRest whether a pace need not be remembered
   */
  void forgetEmpty(Predicate<Pace> atRest) {
    lines.values().removeIf(line -> line.isEmpty() && atRest.test(line.pace()));
  }

  /** The lines, beginning with another each time. */
  List<QuotaLine> inTurn(int turn) {
    List<QuotaLine> all = new ArrayList<>(lines.values());
    if (!all.isEmpty()) {
      Collections.rotate(all, turn % all.size());
    }
    return all;
  }

  /** Puts the first of a line aside if its device has a push under way; answers whether it did. */
  boolean waitsForItsDevice(QuotaLine line) {
    Deque<Taken> others = busy.get(line.first().device());
    if (others == null) {
      return false;
    }
    others.addLast(line.removeFirst());
    behind++;
    return true;
  }

  /** Takes the first of a line out; its device is busy from now on. */
  Taken begin(QuotaLine line) {
    Taken push = line.removeFirst();
    busy.put(push.device(), new ArrayDeque<>(2));
    return push;
  }

  /** A push's device is free again: the one behind it is the next. */
  void end(Taken push) {
    Deque<Taken> others = busy.remove(push.device());
    while (others != null && !others.isEmpty()) {
      Taken last = others.removeLast();
      line(last).addFirst(last);
      behind--;
    }
  }

  /** A push that was begun and could not be sent is the first of its line again. */
  void takeBack(Taken push) {
    end(push);
    line(push).addFirst(push);
  }

  /** Forgets those that wait and are meant. */
  void forget(Predicate<Taken> which) {
    lines.values().forEach(line -> line.removeIf(which));
    for (Deque<Taken> others : busy.values()) {
      int before = others.size();
      others.removeIf(which);
      behind -= before - others.size();
    }
  }

  /** How many wait. */
  int waiting() {
    int sum = behind;
    for (QuotaLine line : lines.values()) {
      sum += line.size();
    }
    return sum;
  }
}
