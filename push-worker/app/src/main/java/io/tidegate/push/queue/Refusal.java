package io.tidegate.push.queue;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether PostgreSQL refuses what it was given, and will refuse it for ever. A database that is
 * away, or too busy, refuses nobody.
 */
public final class Refusal {
  private Refusal() {}

  /** The database's words; null if it was another failure, which may be over the next time. */
  public static @Nullable String in(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof SQLException sql && isForEver(sql.getSQLState())) {
        return "%s: %s".formatted(sql.getSQLState(), firstLine(sql.getMessage()));
      }
    }
    return null;
  }

  /** Data that is none, that breaks a constraint, that is too large. */
  private static boolean isForEver(@Nullable String state) {
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }

  /** Those after it show values of the row. */
  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
