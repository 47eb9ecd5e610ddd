package io.tidegate.standalone.reminders;

import java.time.Instant;

/**
 * A push that must come, as push-worker has promised when the timer was registered.
 *
 * @param id push id: timer, local date and minute, device
 */
record DuePush(String id, String channel, Instant due) {}
