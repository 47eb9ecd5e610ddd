/**
 * The ring: whose turn it is. Nobody is scheduled, nobody is forgotten.
 *
 * <p>The problem: a hundred million users are to be refreshed once a week (or as often as each
 * institution allows), evenly, by any number of workers of which each may die or sleep at any
 * moment. A due date per user would cost an index entry that moves with every refresh. Here an
 * institution's consents stand in a fixed order, by {@link io.tidegate.worker.ring.RingKey}; a lane
 * is an arc of that ring, and its cursor goes round once per period. The minute targets only say
 * how far it goes. Who was not reached when a period ended is first in the next.
 *
 * <p>The laws, each with the place that keeps it:
 *
 * <ul>
 *   <li><b>One owner per span.</b> The page's key is (institution, lane, first instant); who
 *       inserted it owns the lane's tickets there. A claim is repeated under its own number and
 *       gets its page back; anybody else finds the span taken. A page of no users owns its span
 *       too.
 *   <li><b>Nobody is passed unseen.</b> A claim locks the lane, and reads consents in a later
 *       statement; whoever adds a consent inserts it first, and looks at the cursor under the same
 *       lock after. So the cursor finds the consent, or the consent finds itself behind the cursor
 *       and goes to the retry queue.
 *   <li><b>Nobody is in two pages at once.</b> The ring passes over a consent that has a retry row,
 *       and over users of open pages of earlier rounds; the retry queue passes over users of open
 *       pages. Retry rows in a page are marked, not deleted.
 *   <li><b>A page ends.</b> After claim + longest refresh the worker starts no call of it. One
 *       response time-out and 30 s later the {@link io.tidegate.worker.ring.Sweeper} gives users
 *       without an outcome to the retry queue, if its own connection has been whole for 30 s: a
 *       worker that was cut off had as long to settle.
 *   <li><b>An outcome counts once.</b> A page has a bit per user; what is settled again changes
 *       nothing. Of a swept page only a success counts: it removes the retry row. A success is
 *       never overwritten by an older claim.
 *   <li><b>Quotas are never broken.</b> A consent keeps the instants that quotas count, at most 64
 *       (a quota of more than 64 is kept as one of 64). An instant is that of the answer, and the
 *       check is made for the page's first instant, a second early: the institution counts the time
 *       between them longer than we do. A refresh that goes on where it broke off replaces its own
 *       instant, where successes are counted; where starts are, each attempt adds one, and a swept
 *       page's users are taken to have started.
 *   <li><b>A row that is passed over and becomes free before its next turn</b> goes to the retry
 *       queue with that time.
 *   <li><b>Once a round.</b> A consent whose cycle is no longer than the round is due once in each:
 *       when its last success was before the round began. A longer cycle takes the nearest turn: it
 *       is due when last success + cycle &lt; now + half a round.
 *   <li><b>Rounds.</b> A calendar's round begins with its period, a rolling one when its length is
 *       over, each where the cursor is: that is the origin, and there the round ends.
 * </ul>
 *
 * <p>Whoever changes several rows locks them in one order, so that nobody waits in a circle: pages,
 * consents in ring order, then their retries, and tokens last; of several institutions one after
 * the other, by number.
 *
 * <p>All arithmetic of calendars is done before ({@link io.tidegate.worker.ring.Rules}); the
 * database is given instants. All that must not be torn apart happens in one function of the
 * database: {@code ring_claim}, {@code ring_settle}, {@code ring_sweep}, {@code ring_import}; their
 * reasons stand beside them in the newest migration that defines each.
 *
 * <p>Worked example: DEMOBANK01 allows once per calendar week and has one lane of 1,000 consents.
 * On Wednesday at 00:30 its cursor stands at the 400th; the minute plan wants 60 users, one page of
 * one user per second. The claim for 00:30:00, made at 00:29:59, takes the 401st and moves the
 * cursor. The 402nd has ended; the next claim passes over it and takes the 403rd. That one's second
 * call is answered 503: it is settled as failed with its second call still to do, comes again by
 * the retry queue ten minutes later, and its first call is not made again. On Sunday the cursor
 * stands at the 980th: the new round begins there, so the last twenty are first.
 */
@NullMarked
package io.tidegate.worker.ring;

import org.jspecify.annotations.NullMarked;
