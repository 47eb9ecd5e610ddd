package io.tidegate.push.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The pushes of a channel that wait for their turn: a line for each quota of its push service. For
 * one thread.
 */
final class Lines {
  private final Map<String, QuotaLine> lines = new LinkedHashMap<>();
  private final Quotas quotas;

  /** Nobody waits yet. */
  Lines(Quotas quotas) {
    this.quotas = quotas;
  }

  void add(Taken push) {
    line(push).add(push);
  }

  /** Puts pushes before all others of their lines, the first first. */
  void addFirst(List<Taken> pushes) {
    pushes.reversed().forEach(push -> line(push).addFirst(push));
  }

  private QuotaLine line(Taken push) {
    return lines.computeIfAbsent(
        quotas.name(push.push().app()), name -> new QuotaLine(quotas.named(name)));
  }

  /** The quota that a push counts against. */
  Quota quota(Taken push) {
    return quotas.named(quotas.name(push.push().app()));
  }

  /**
   * Forgets the lines in which nobody waits, and their quotas if nothing is lost with them.
   *
   * @param share this worker's part of each limit
   */
  void forgetEmpty(Instant now, double share) {
    lines.values().removeIf(QuotaLine::isEmpty);
    quotas.forgetAtRest(now, share, lines.keySet());
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
