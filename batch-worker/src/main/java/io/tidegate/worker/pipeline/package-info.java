/**
 * The minute pipeline: from a minute command to paced calls and their settlement.
 *
 * <p>The problem: an institution allows 500 calls a second over the whole cluster, whatever worker
 * makes them and whatever goes wrong; the calls of a minute are to be level; and 30,000 of them a
 * second must cost some 30 µs each. Asking anybody before a call is too slow, and a budget per
 * slice lets bursts through.
 *
 * <p>So the right to start a call is a ticket with one instant, worked out from the plan by
 * arithmetic alone ({@link io.tidegate.worker.pipeline.LaneMinute}), and whoever owns a lane's page
 * owns the tickets of its span. The way of a minute:
 *
 * <ol>
 *   <li>The command arrives ten seconds before the minute. Per lane a producer coroutine claims the
 *       page of each span about a second before its use; a bounded channel holds it; a consumer
 *       cuts it into slices of 100 ms and hands each to the lane's I/O thread.
 *   <li>The pacing clock, one thread per process, wakes an I/O thread when a ticket is due. There
 *       the {@link io.tidegate.worker.pipeline.Lane} takes the first that waits and is ready
 *       ({@link io.tidegate.worker.pipeline.Waiting}: follow-up calls of open refreshes, retries,
 *       first calls), and {@link io.tidegate.worker.pipeline.Starts} writes its call on a standing
 *       connection.
 *   <li>The answer comes back on the same thread, is counted, and either makes a follow-up call
 *       ready or ends the refresh. Bodies go to Kafka; when all of a refresh are acknowledged, its
 *       outcome is settled, in batches, and the failures of single calls are kept beside.
 * </ol>
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>No call starts before its ticket's instant, nor 20 ms after it, nor outside the open part
 *       of the minute, nor in a span whose page is not ours, nor after its page's end.
 *   <li>A ticket starts one call at most. A missed ticket lapses; its user takes the next.
 *   <li>All time is the database's, told by the monotonic clock ({@link
 *       io.tidegate.worker.pipeline.DatabaseTime}); while that is not known to 10 ms, or the
 *       machine's own clock is half a second off it, nothing is claimed and nothing starts.
 *   <li>A call times out only after what lies in its socket was read: a thread that was held up
 *       would call successes again.
 *   <li>A success is settled only after Kafka has acknowledged its bodies. While Kafka or the
 *       database is away, what was done waits in bounded memory, and nothing new starts.
 *   <li>What an institution asks for is done here at once, and told to all others at once.
 *   <li>Every claimed user ends exactly once: refreshed, failed, or given back.
 * </ul>
 *
 * <p>Worked example: DEMOBANK01 has R = 454/s on two lanes; lane 1 is to have 6,000 users in 03:15.
 * The page for 03:15:07 is claimed at 03:15:06.3: 100 users, 12 of them from the retry queue. The
 * lane's tickets in that second are those n = 1, 3, 5, … of the minute, 4.4 ms apart; user 50 is
 * ready at 03:15:07.505 and is called at the ticket of 03:15:07.508, at 03:15:07.5085 by the
 * receiver's clock. Its answer at .540 names a second page, whose call has the ticket at .543.
 */
@NullMarked
package io.tidegate.worker.pipeline;

import org.jspecify.annotations.NullMarked;
