package io.tidegate.push.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The pushes of a channel that wait for their turn: a line for each quota of its push service, an
 * app's or a project's. For one thread.
 */
final class Lines {
  private final Map<String, QuotaLine> lines = new LinkedHashMap<>();
  private final UnaryOperator<String> quotas;
  private final Supplier<Pace> paces;

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

  /** Puts pushes before all others of their lines, the first first. */
  void addFirst(List<Taken> pushes) {
    pushes.reversed().forEach(push -> line(push).addFirst(push));
  }

  /** The line of a push's quota. */
  QuotaLine line(Taken push) {
    return lines.computeIfAbsent(
        quotas.apply(push.push().app()), quota -> new QuotaLine(paces.get()));
  }

  /**
   * Forgets the lines in which nobody waits and that would let start no more if they were new:
   * users name their apps as they like, so there is no end of names.
   *
   * @param share this worker's part of each limit
   */
  void forgetEmpty(Instant now, double share) {
    lines.values().removeIf(line -> line.isEmpty() && line.isAtRest(now, share));
  }

  /** The lines, beginning with another each time. */
  List<QuotaLine> inTurn(int turn) {
    List<QuotaLine> all = new ArrayList<>(lines.values());
    if (!all.isEmpty()) {
      Collections.rotate(all, turn % all.size());
    }
    return all;
  }

  /** Forgets those that wait and are meant. */
  void forget(Predicate<Taken> which) {
    lines.values().forEach(line -> line.removeIf(which));
  }

  /** How many wait. */
  int waiting() {
    return lines.values().stream().mapToInt(QuotaLine::size).sum();
  }
}
