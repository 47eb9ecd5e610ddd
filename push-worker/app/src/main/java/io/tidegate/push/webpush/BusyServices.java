package io.tidegate.push.webpush;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Push services that asked to be left alone for a time. Bounded, as endpoints come from users: the
 * oldest is forgotten, and will say it again.
 */
final class BusyServices {
  private static final int MOST = 1_000;

  private final Map<String, Instant> until =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** A service wants nothing until an instant. */
  synchronized void close(String origin, Instant opens) {
    until.merge(origin, opens, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** How long a service wants nothing; zero if it may be asked. */
  synchronized Duration closedFor(String origin, Instant now) {
    Instant opens = until.get(origin);
    if (opens == null) {
      return Duration.ZERO;
    }
    if (!now.isBefore(opens)) {
      until.remove(origin);
      return Duration.ZERO;
    }
    return Duration.between(now, opens);
  }
}
