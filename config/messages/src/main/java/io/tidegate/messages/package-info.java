/**
 * What travels over Kafka: the topics, their messages and how these look as JSON.
 *
 * <p>Messages are read by other versions of Tidegate than wrote them, so fields are only ever
 * added, and a reader passes over keys it does not know. Each message has a golden example in this
 * module's tests; a change that would make an old message unreadable, or a new one look different,
 * fails there.
 *
 * <p>Worked example: at 03:14:50 the dispatch job has stored the plan of institution {@code
 * DEMOBANK01} for the minute 03:15, four lanes with 600 users in all. It sends four {@link
 * io.tidegate.messages.MinuteCommand}s to {@link io.tidegate.messages.Topics#MINUTE_COMMANDS}, each
 * keyed by institution and lane. The workers that receive them call, put the answers' bodies on
 * {@link io.tidegate.messages.Topics#BODIES}, and about once a second send a {@link
 * io.tidegate.messages.Tally} of what came of their calls.
 *
 * <p>A {@link io.tidegate.messages.Push} goes its own way: from the poll of timers to the channels,
 * from retry to retry, and in the end perhaps to the dead letters. Its id never changes.
 */
@NullMarked
package io.tidegate.messages;

import org.jspecify.annotations.NullMarked;
