package io.tidegate.worker.pipeline;

import io.tidegate.messages.Tally;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of one institution: the one that is under way, and what the next will say. Not for
 * several threads at a time.
 */
final class OutgoingTally {
  private record Kind(Instant minute, String call, String callClass, String responseClass) {}

  private final int institutionId;
  private final String code;
  private final Map<Kind, Tally.Count> counts = new LinkedHashMap<>();
  private Instant from;
  private @Nullable Instant blockedUntil;
  private @Nullable String reason;
  private long sequence;

  /** Sent, and not acknowledged yet: sent again until it is, as what it is. */
  private @Nullable Tally underWay;

  private boolean failed;

  OutgoingTally(int institutionId, String code, Instant now) {
    this.institutionId = institutionId;
    this.code = code;
    this.from = now;
  }

  String code() {
    return code;
  }

  void add(List<Tally.Count> more) {
    for (Tally.Count count : more) {
      counts.merge(
          new Kind(count.minute(), count.call(), count.callClass(), count.responseClass()),
          count,
          OutgoingTally::sum);
    }
  }

  private static Tally.Count sum(Tally.Count a, Tally.Count b) {
    return new Tally.Count(
        a.minute(),
        a.call(),
        a.callClass(),
        a.responseClass(),
        a.calls() + b.calls(),
        a.totalMillis() + b.totalMillis(),
        a.totalSquaredMillis() + b.totalSquaredMillis());
  }

  /** The institution wants to be left alone until then. */
  void blocked(Instant until, String why) {
    if (blockedUntil == null || blockedUntil.isBefore(until)) {
      blockedUntil = until;
      reason = why;
    }
  }

  /** What is to be sent now; null when there is nothing, or one is under way. */
  @Nullable Tally next(long registration, Instant now) {
    if (underWay != null) {
      Tally again = failed ? underWay : null;
      failed = false;
      return again;
    }
    if (counts.isEmpty() && blockedUntil == null) {
      return null;
    }
    underWay =
        new Tally(
            registration,
            institutionId,
            ++sequence,
            from,
            now,
            List.copyOf(counts.values()),
            blockedUntil,
            reason);
    from = now;
    counts.clear();
    blockedUntil = null;
    reason = null;
    return underWay;
  }

  /** What was under way is acknowledged. */
  void acknowledged() {
    underWay = null;
  }

  /** What was under way has to be sent again. */
  void failed() {
    failed |= underWay != null;
  }

  boolean hasLeft() {
    return underWay != null || !counts.isEmpty();
  }
}
