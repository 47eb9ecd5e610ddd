/**
 * Who am I, and for how long: the lease under which a process takes part.
 *
 * <p>The problem: two processes must never believe to be the same server, ids should stay small
 * (the first and the latest registered are named for probes), transaction ids must be unique
 * although clocks go wrong, and whoever takes over a dead server's work must know, not guess, that
 * it is dead; a process may also just have slept for a minute and wake in the middle of a line.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A registration number is used once, ever. The id is the smallest that is free, and is free
 *       again only when its holder left in good order or others have waited long enough.
 *   <li>The holder counts its lease by its own monotonic clock from <em>before</em> it sent the
 *       heartbeat that got through, and holds nothing once 15 s are over. Others wait 30 s by the
 *       database's clock. As the instant that the database writes lies after the holder's sending,
 *       the holder has always stopped first, by 15 s.
 *   <li>A lease that was ended stays ended: {@link io.tidegate.worker.server.Servers#isGone} writes
 *       the end into the row, under its lock, before it answers true, and no heartbeat revives such
 *       a row. The holder registers anew, under a new number.
 *   <li>Transaction ids are made of (registration, counter): unique without a clock.
 * </ul>
 *
 * <p>Worked example: server 2 (registration 7) is stopped with SIGSTOP at 03:00:00 and woken at
 * 03:00:40. At 03:00:15 its lease is over. At 03:00:30 others may take its import and its id: a new
 * worker becomes server 2 with registration 9. The one that wakes finds its lease not held before
 * it does anything else; its next heartbeat finds no row of registration 7, and it becomes server
 * 3, registration 10.
 */
@NullMarked
package io.tidegate.worker.server;

import org.jspecify.annotations.NullMarked;
