/**
 * Planning: counts, not lists. How many users an institution gets on each day of a round and in
 * each minute, levelled against the traffic that real users cause.
 *
 * <h2>The problem</h2>
 *
 * A million users are to be refreshed once a week, in a few hours a night, and never so fast that
 * an institution suffers. Nobody is given a date: consents stand in a ring, and a plan says only
 * how far the ring goes in each minute. So all that planning handles are a few numbers per
 * institution: how many users are left, how many hours are left, what users themselves will ask in
 * those hours.
 *
 * <h2>Levelling</h2>
 *
 * Water poured into a vessel with an uneven floor stands level: {@link
 * io.tidegate.planning.RoundLevels} pours what is left of a round over its days, user traffic being
 * the floor, and each day's part over the ten-minute slots of the day. That keeps the highest level
 * as low as it can be. What of today is past counts as it was, so the plan is made again every
 * minute from what is <em>really</em> left, and an outage, a late start or a busy day is spread
 * over all the rest and never made up in a burst.
 *
 * <h2>Whole users</h2>
 *
 * A minute's ideal is a fraction. {@link io.tidegate.planning.MinutePlanner} rounds the running
 * total with a phase u of each lane's own, a fixed hash of (institution, lane, day): target =
 * ⌊cumulative ideal + u⌋ less what was planned already. Sums are exact, and a thousand small
 * institutions do not fire in one minute. What a lane is behind its ideal by rounding ({@link
 * io.tidegate.planning.LaneTarget#behind}) is handed on from minute to minute; if it is lost, at
 * most one user comes a little early or late.
 *
 * <h2>Laws</h2>
 *
 * <ul>
 *   <li>Totals are conserved: the days' targets and the shortfall add up to what is left; the last
 *       open minute takes all that is left.
 *   <li>No capacity is exceeded: users times calls per refresh stay within a minute's tickets, and
 *       within the ramp's part of them after a cold start. (A refresh with more calls than a lane
 *       has tickets in a minute is still planned, one at a time.)
 *   <li>A plan that is followed stays as it is.
 *   <li>The running total stays within one user of its ideal, in every lane.
 *   <li>What does not fit is reported, never dropped: {@link io.tidegate.planning.Feasibility}.
 *   <li>Counts steer the pace, never the end: while a lane's round is not over although counts say
 *       that nothing is left, it gets one user a minute.
 * </ul>
 *
 * <h2>One worked example</h2>
 *
 * A bank is open from 00:30 to 05:30 and from 22:30 to 01:00, takes 50 calls a second, and has
 * 1,000,000 users with one call each. Tickets stand (1 s + 0.1 s) / 50 apart: 2,727 a minute. On
 * Sunday, a quiet day, users cause 126,000 calls, on Monday 153,000. Pouring a million over the
 * week gives Sunday 162,395 users. Over Sunday's 7 open hours, at night, when users ask 50 to 90
 * times a minute, that is a level of 448 calls a minute: 397 users of ours at 03:00 and 358 at
 * 23:00. At 03:00 the workers fall out for an hour, and 24,000 users stay. The plan of 04:00 finds
 * them in what is left of the week, and gives them to all open hours until Saturday night: 14 more
 * users a minute, and no burst.
 *
 * <p>Everything here is pure: records in, records out, and the time is an argument. The process
 * around it keeps the counts and asks once a minute.
 */
@NullMarked
package io.tidegate.planning;

import org.jspecify.annotations.NullMarked;
