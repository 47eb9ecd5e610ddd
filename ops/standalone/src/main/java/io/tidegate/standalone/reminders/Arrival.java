package io.tidegate.standalone.reminders;

import java.time.Instant;

/**
 * A push that a push service has accepted, or a socket has read.
 *
 * @param push push id
 */
record Arrival(String push, String channel, Instant at) {}
