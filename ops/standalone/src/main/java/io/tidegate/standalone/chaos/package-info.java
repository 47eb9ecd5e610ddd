/**
 * A whole system of real processes, broken on purpose while it works, and judged.
 *
 * <p>The problem: that no call comes too fast, at the wrong time or too often, and that nobody is
 * forgotten, is easily true while all goes well. It has to be true while a worker dies between two
 * tickets, a database goes away under a settlement, and two schedulers plan the same minute. Nobody
 * thinks of all such moments, so they are drawn.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>What happens is a {@link io.tidegate.standalone.chaos.Script}: a line per fault with its
 *       instant. It follows from a seed alone and is printed first, so that a run can be made
 *       again. Every kind of fault comes once before any comes twice.
 *   <li>Faults are done from outside, to processes, sockets and files: no program knows of them.
 *   <li>Who disturbs a path disturbs what its receiver can prove. So I1 and I2 are judged twice: at
 *       the receiver in all seconds in which its path was quiet, and over the whole run in the
 *       start ledgers of the workers, where the bound on any 100 ms holds to the letter. The two
 *       ledgers are held to each other: what arrived must have been started by somebody.
 *   <li>A repeat has one excuse: it was in flight when its worker was killed or its answer was lost
 *       on the way. A database, a broker or a scheduler that was away is none, nor is a process
 *       that stood still. Nothing is lost: a refresh that counts has all its bodies in Kafka.
 *   <li>Push-worker is judged apart ({@link io.tidegate.standalone.reminders}): no push is lost,
 *       and one comes twice only if push-worker ended or was frozen in between.
 *   <li>What cannot be done on a machine (a full disk needs root) is said, not passed over.
 * </ul>
 *
 * <p>Worked example: {@code +0:42.5 kill batch-worker-1}. At 42.5 s of the run the process gets
 * SIGKILL with 9 calls in flight and 14 successes unsettled. Its keeper starts it again; the other
 * worker takes its lanes in the next minute; a minute after the end of its pages these are swept,
 * and 23 users come again. 14 of their calls had succeeded within 0.9 s before the kill: repeated
 * 14, allowed; had one of them succeeded a minute before, I4 would be broken.
 */
@NullMarked
package io.tidegate.standalone.chaos;

import org.jspecify.annotations.NullMarked;
