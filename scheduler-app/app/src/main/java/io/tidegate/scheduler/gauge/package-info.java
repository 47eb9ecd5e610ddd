/**
 * What an alarm has to see, whoever causes it.
 *
 * <p>The problem: a consumer that has stopped fetching reports no lag, as its own client measures
 * it when it fetches; a queue that grows is nobody's in particular; and a worker that is dead says
 * nothing at all. So each scheduler looks once a minute, from outside: at Kafka, how many messages
 * a group has not taken; at the database, how many refreshes wait out of turn and which pages are
 * open.
 *
 * <p>The laws: every node looks for itself, so that every node's metrics are of this minute; what
 * could not be looked at is absent, not 0. Names and meanings stand in {@code docs/metrics.md}.
 *
 * <p>Worked example: a worker's consumer hangs after a rebalance. Its partitions' minute commands
 * are not taken; at 03:15:25 {@code tidegate.kafka.lag} of group {@code tidegate-workers} and topic
 * {@code tidegate.minute-commands} is 12, at 03:16:25 it is 24, and an alarm on "above 0 for two
 * minutes" goes off.
 */
@NullMarked
package io.tidegate.scheduler.gauge;

import org.jspecify.annotations.NullMarked;
