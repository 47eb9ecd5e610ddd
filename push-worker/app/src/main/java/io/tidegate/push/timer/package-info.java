/**
 * Timers: kept over REST, found due by the poll, put on the queue as pushes.
 *
 * <p>The problem: millions of timers, many of them at nine in the morning, and a process that may
 * die in any instruction. A thread, a schedule entry or an update per timer each cost more than the
 * push itself; a timer that is forgotten or sent twice is noticed by its user.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A timer is not touched when it fires. It stands in an index by (shard, zone, local minute
 *       of the day, day key); {@link io.tidegate.recurrence.DueMinutes} says which local minutes
 *       fall due in a minute of UTC, and those buckets are read in pages.
 *   <li>A minute is begun by taking the shard's progress row FOR UPDATE. From then on it stands in
 *       {@code timer_span} until it is done: whoever dies leaves it to the next. A write to timers
 *       holds the progress row FOR SHARE, and holds from the first minute that is not begun. So
 *       each minute sees exactly the timers that were committed before it was begun: a change keeps
 *       the old row until the minutes that are the old one's are done. A deletion does not: who
 *       deletes a timer wants no more of it.
 *   <li>A page's position is stored when Kafka has acknowledged all its pushes, never before. A
 *       page that is repeated makes the same push ids, and its pushes are marked, so that they are
 *       looked up among the delivered ones. So are the pushes of whoever has its shard no longer
 *       for as long as Kafka may take for them: it may have stood still in its page, and another
 *       may have done it meanwhile ({@link io.tidegate.push.timer.ShardLock}).
 *   <li>The present minute comes first in all shards, then what was missed, from the newest minute
 *       to the oldest. A missed firing younger than its timer's time to live is sent, an older one
 *       is skipped and counted; of several of one timer the last is sent.
 *   <li>"Now" is the database's clock, {@code timer_now()}. Many push-workers share the shards, by
 *       a lock each; the lock is for economy only: two holders would make the same ids, and only
 *       one of them could store a position.
 *   <li>A timer that cannot be computed is set aside with its reason, and its page goes on.
 *   <li>The tables {@code timer}, {@code timer_progress}, {@code timer_span} and {@code timer_zone}
 *       are written here only.
 * </ul>
 *
 * <p>Worked example: at 00:00:00 UTC shard 3 begins the minute. In Seoul it is 09:00 of Friday the
 * 27th: bucket (3, Asia/Seoul, 540) is read for the day keys any, the 64 sets of weekdays with a
 * Friday, the 27th, the 4th from the end, the fourth and the last Friday, and so on. Ann's {@code
 * FREQ=MONTHLY;BYMONTHDAY=25} at the same minute is not read. Bob changes his timer at 00:00:00.4:
 * his new row holds from 00:01, the old one is kept, and is sent. Its worker dies after Kafka took
 * half a page; 30 s later another holds shard 3, reads the page again, and marks its pushes.
 */
@NullMarked
package io.tidegate.push.timer;

import org.jspecify.annotations.NullMarked;
