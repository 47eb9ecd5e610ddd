package io.tidegate.worker.ring;

import org.jspecify.annotations.Nullable;

/**
 * A user whose turn it is.
 *
 * @param place in the page, from 0
 * @param ringKey the user's ring key
 * @param user the user
 * @param sinces what the last success put down with {@link Outcome.Refreshed}, or null
 * @param retry what is known of the attempts before, when the user comes from the retry queue
 */
public record ClaimedUser(
    int place, long ringKey, String user, @Nullable String sinces, @Nullable Retry retry) {

  /** Whether the user comes from the retry queue. */
  public boolean isRetry() {
    return retry != null;
  }
}
