/**
 * What came of the calls: tallies become statistics per minute, and what institutions ask for
 * ({@code Retry-After}, throttling) becomes state that all nodes obey.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A tally counts once, however often Kafka brings it: per (registration, institution) only
 *       sequences above the last counted one are taken, in the transaction that adds them. Tallies
 *       of an institution share a partition, so they come in order; one that is missing is counted
 *       in {@code tidegate.tallies.missing} and not waited for.
 *   <li>A tally that asks for rest blocks the institution in the same transaction.
 *   <li>The rate of an institution that throttles is halved, once a minute at most and down to a
 *       sixteenth, and comes back by a sixteenth for every minute without.
 * </ul>
 *
 * <p>Worked example: worker 12 sends tally 41 (900 successes, one 429 with {@code Retry-After:
 * 30}). The minute's statistics rise by 901 calls, the institution's state says blocked for 30 s in
 * a higher version, its rate factor falls to 1/2. The consumer dies before it commits its offset;
 * the next one gets tally 41 again, sees that 41 was counted, and does nothing.
 */
@NullMarked
package io.tidegate.scheduler.tally;

import org.jspecify.annotations.NullMarked;
