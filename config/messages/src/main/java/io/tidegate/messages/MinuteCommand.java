package io.tidegate.messages;

import java.time.Duration;
import java.time.Instant;

/**
 * What one lane of an institution has to do in one minute: a copy of the lane's part of the stored
 * minute plan. A worker ignores a command whose minute is over, and does only the rest of a minute
 * that has begun.
 *
 * <p>Ticket {@code n} of the minute has its instant at {@code minute + (n + 1/2) *
 * ticketIntervalNanos} and belongs to lane {@code n mod lanes}; there are ⌊60 s /
 * ticketIntervalNanos⌋ of them, and none outside {@code [openFrom, openUntil)}.
 *
 * @param institutionId the institution's number in the database
 * @param institution its code
 * @param lane 0 to {@code lanes - 1}
 * @param lanes number of lanes the ring is cut into in this minute, at least 1
 * @param minute start of the minute, a whole minute UTC
 * @param openFrom first instant at which a call may start, in the minute
 * @param openUntil first instant at which no call may start any more, in the minute or its end
 * @param policyVersion version of the policy that holds in this minute
 * @param ticketIntervalNanos 1/R in nanoseconds, over all lanes
 * @param spanSeconds length of a page's span: 1, 2, 5, 10, 30 or 60 seconds
 * @param users minute target of this lane, in users
 */
public record MinuteCommand(
    int institutionId,
    String institution,
    int lane,
    int lanes,
    Instant minute,
    Instant openFrom,
    Instant openUntil,
    int policyVersion,
    long ticketIntervalNanos,
    int spanSeconds,
    int users) {

  public MinuteCommand {
    if (minute.getEpochSecond() % 60 != 0 || minute.getNano() != 0) {
      throw new IllegalArgumentException("minute must be a whole minute, but is " + minute);
    }
    if (lane < 0 || lane >= lanes) {
      throw new IllegalArgumentException("lane must be 0 to " + (lanes - 1) + ", but is " + lane);
    }
    if (openFrom.isBefore(minute)
        || openUntil.isAfter(minute.plus(Duration.ofMinutes(1)))
        || !openFrom.isBefore(openUntil)) {
      throw new IllegalArgumentException(
          "a part of the minute "
              + minute
              + " must be open, but it is open from "
              + openFrom
              + " until "
              + openUntil);
    }
    if (ticketIntervalNanos <= 0) {
      throw new IllegalArgumentException(
          "ticketIntervalNanos must be above 0, but is " + ticketIntervalNanos);
    }
    if (spanSeconds <= 0 || 60 % spanSeconds != 0) {
      throw new IllegalArgumentException("spanSeconds must divide a minute, but is " + spanSeconds);
    }
    if (users < 0) {
      throw new IllegalArgumentException("users must be 0 or more, but is " + users);
    }
  }
}
