package io.tidegate.messages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of outcomes of one server at one institution since its tally before. {@code (registration,
 * institutionId, sequence)} is unique, so that a tally that arrives twice counts once.
 *
 * @param registration registration number of the server that counted
 * @param sequence 1, 2, 3, … per registration and institution
 * @param from start of the span counted
 * @param until end of the span counted, exclusive
 * @param counts one entry per call name, call class and response class seen in the span
 * @param blockedUntil until when the institution asked not to be called ({@code Retry-After},
 *     rate-limit headers), or null
 * @param blockedReason what it said, in a few words, or null
 */
public record Tally(
    long registration,
    int institutionId,
    long sequence,
    Instant from,
    Instant until,
    List<Count> counts,
    @Nullable Instant blockedUntil,
    @Nullable String blockedReason) {

  public Tally {
    counts = List.copyOf(counts);
  }

  /**
   * Outcomes of one kind.
   *
   * @param minute whole minute in which the calls were started
   * @param call name of the call in the policy
   * @param callClass {@code scheduled} or {@code user}
   * @param responseClass response class, in the lower case of the policy files
   * @param calls how many
   * @param totalMillis sum of the response times in ms
   * @param totalSquaredMillis sum of the squared response times in ms², for the deviation
   */
  public record Count(
      Instant minute,
      String call,
      String callClass,
      String responseClass,
      long calls,
      long totalMillis,
      double totalSquaredMillis) {}
}
