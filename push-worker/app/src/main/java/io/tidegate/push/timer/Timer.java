package io.tidegate.push.timer;

import io.tidegate.recurrence.Recurrence;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A timer as it is kept.
 *
 * @param recurrence null if this version cannot compute it
 * @param setAside why it cannot be computed; null if it can
 * @param holdsFrom the first minute in which it holds
 */
record Timer(
    UUID id,
    int version,
    String title,
    String body,
    @Nullable String link,
    Map<String, String> data,
    @Nullable Recurrence recurrence,
    boolean enabled,
    int ttlSeconds,
    @Nullable String collapseKey,
    @Nullable String setAside,
    Instant holdsFrom,
    Instant createdAt,
    Instant changedAt) {

  /** When it falls due next, at or after an instant; null if never. */
  @Nullable Instant next(Instant from) {
    return !enabled || setAside != null || recurrence == null
        ? null
        : recurrence.next(from.isBefore(holdsFrom) ? holdsFrom : from);
  }
}
