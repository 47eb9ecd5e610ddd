/**
 * The day ledger: what became of everybody (I3).
 *
 * <p>The problem: planning works with counts and the ring with cursors; nothing in them says that
 * no user was forgotten. So when an institution's local day is over, it is counted from the
 * consents themselves, each term by a query of its own:
 *
 * <p>carried in + newly eligible = refreshed + failed for good + withdrawn + carried over.
 *
 * <p>The words: a consent <em>waits</em> from the instant at which its turn comes: when it becomes
 * eligible; after a success, when the next round has begun (a calendar period, or the ring's own
 * round at its place) or, if its cycle is longer than the round, when its end is nearer than half a
 * round (and the period is another); after it was given up, when that is over. It stops waiting
 * when it is refreshed, given up, or withdrawn (ended, expired, erased, user not seen for too
 * long). Carried in and over is who waits at the day's first and last instant, newly eligible who
 * began to wait in it. A success or a giving up of somebody who was not waiting (a replay, a late
 * answer after giving up) is both: newly eligible, and what it is.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>Carried in is what was counted as carried over the day before, if the policy is the same:
 *       whoever vanished in between is missed.
 *   <li>Carried over is counted by what bars a consent now ({@code given_up_until}), failed for
 *       good by the list of what was given up: a consent that is barred and was never given up is
 *       missed.
 *   <li>A difference is an alarm: metric {@code tidegate.ledger.difference}, health, log, REST.
 *   <li>A day is closed ten minutes after its end, when its last pages are settled or swept, and at
 *       most five hours after it: the consents know the successes of thirty hours.
 * </ul>
 *
 * <p>Worked example: in the night to Monday DEMOBANK01 carries in 4,000 consents from last week
 * (its week began on Sunday), 120 are imported, 700 refreshed, 3 given up after their attempts, 10
 * users withdraw, 6 of them before their turn. 4,000 + 120 − 700 − 3 − 6 = 3,411 must be left; the
 * ledger counts 3,411 that wait, and the difference is 0: of the ten only the six that waited
 * count.
 */
@NullMarked
package io.tidegate.scheduler.ledger;

import org.jspecify.annotations.NullMarked;
