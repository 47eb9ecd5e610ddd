package io.tidegate.worker.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user's consent at one institution.
 *
 * @param institution code of the institution
 * @param state active, expired or ended
 * @param endReason why it ended, or null
 * @param endedAt when it ended, or null
 * @param eligibleFrom since when it is refreshed
 * @param expiresAt when it ends by itself, or null for never
 * @param lastAccessAt when the user last used the app, or null when not known
 * @param cycleSeconds its own cycle, or null for the institution's
 * @param hasToken whether a bearer token is stored
 * @param lastRefreshedAt when it was last refreshed whole, or null for never
 * @param lastOutcome what the last refresh came to, or null
 * @param givenUpUntil until when no attempt is made any more, or null
 * @param nextTurn when it is its turn, as far as that is known
 * @param failures its last failed calls, newest first
 */
record ConsentView(
    String institution,
    String state,
    @Nullable String endReason,
    @Nullable Instant endedAt,
    Instant eligibleFrom,
    @Nullable Instant expiresAt,
    @Nullable Instant lastAccessAt,
    @Nullable Integer cycleSeconds,
    boolean hasToken,
    @Nullable Instant lastRefreshedAt,
    @Nullable String lastOutcome,
    @Nullable Instant givenUpUntil,
    String nextTurn,
    List<FailedCall> failures) {

  /** A failed call, as {@code call_failure} keeps it. */
  record FailedCall(
      Instant startedAt,
      String call,
      @Nullable String object,
      int page,
      String responseClass,
      @Nullable Integer status,
      @Nullable String code,
      long durationMicros,
      String transactionId) {}
}
