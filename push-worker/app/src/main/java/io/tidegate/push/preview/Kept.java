package io.tidegate.push.preview;

import io.tidegate.messages.LinkPreview;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a link.
 *
 * @param preview null if it shows nothing
 * @param freshUntil from then on its page is read again, when somebody asks
 */
record Kept(@Nullable LinkPreview preview, Instant freshUntil) {
  /** Of a link that nobody has looked at. */
  static final Kept NOTHING = new Kept(null, Instant.MIN);

  boolean isFresh(Instant now) {
    return now.isBefore(freshUntil);
  }
}
