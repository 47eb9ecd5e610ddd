package io.tidegate.push.request;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of timers and devices. */
public final class Ids {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  /** The id; empty for what can be none, so that it is answered as one that is not there. */
  public static Optional<UUID> read(String text) {
    return UUID_TEXT.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
