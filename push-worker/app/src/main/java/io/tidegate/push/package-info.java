/**
 * push-worker: the process that reminds users, on their devices.
 *
 * <p>Any number of push-workers run side by side against one database and one Kafka; each may die,
 * stall or wake late at any moment. What it does is cut into features, a package each: {@code
 * timer} (which timers fall due, and the pushes made of them), {@code device} (where a user can be
 * reached), {@code access} (who may ask), {@code queue} (pushes on their way: limits, retries, dead
 * letters), {@code channel} (what ways to reach a device have in common), {@code fcm}, {@code
 * apns}, {@code webpush} and {@code socket} (those ways), {@code preview} (what a link shows),
 * {@code address} (where users may have us connect to).
 *
 * <p>This package only starts the process. Its laws:
 *
 * <ul>
 *   <li>A push-worker never migrates. It refuses to start on a database whose migrations are not
 *       those it was built with, and says so.
 *   <li>It writes as role {@code tidegate_push} only, so that the database refuses what is not its
 *       own; and no other role reads what it keeps of users.
 *   <li>The machine's clock is read in one class; everything else is handed an instant. What falls
 *       due when is decided by the database's clock.
 *   <li>A feature puts a push on the queue by {@link io.tidegate.messages.Push} and the topic only:
 *       {@code timer} knows of no channel, a channel of no timer.
 * </ul>
 *
 * <p>Worked example: Ann has a timer for 09:00 in Asia/Seoul and two phones. At 00:00:00 UTC the
 * worker that holds her shard reads the bucket (shard, Asia/Seoul, minute 540), finds her timer,
 * puts two pushes on the topic, one keyed by each phone, and moves the shard's progress on.
 * Whichever workers have those partitions send them.
 */
@NullMarked
package io.tidegate.push;

import org.jspecify.annotations.NullMarked;
