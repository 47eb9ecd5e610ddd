/**
 * How many users on each day and in each minute: planning's arithmetic, fed with what really is,
 * and its results as they are stored.
 *
 * <p>The problem: an institution's users of a round must be spread over the days and minutes that
 * are left so that the sum with the users' own calls peaks as low as it can, from counts that
 * workers move at this moment, on several nodes that must come to one result.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A minute's plan is a row that is inserted once and read back; whoever loses the race sends
 *       the winner's. All that the next minute needs of it (rounding carried over, cold start)
 *       stands in it.
 *   <li>A minute is planned from what is left: population and cursor of each lane, due retries,
 *       less what the present minute's command still has to claim. A minute that nobody planned is
 *       not made up; what it left over is levelled over all the minutes to come.
 *   <li>After a stretch in which an institution was open and had no plan (blocked, nobody
 *       dispatched, new) it starts cold: its first minutes ramp up.
 *   <li>A lane whose round's period is over counts as at the begin of a new one, as the next claim
 *       will make it so.
 *   <li>Reads are few and set-based: a thousand institutions are planned with the same number of
 *       statements as one.
 *   <li>Day targets are made each night for every day of the week to come, and anew when a policy
 *       changes or the population does; a day that is over keeps its last one. They are what people
 *       look at; minutes are not made from them but from the same levels, computed from what is
 *       left in that minute.
 * </ul>
 *
 * <p>Worked example: DEMOBANK01 has 1,000,000 consents and a calendar week that began two days ago;
 * 300,000 were claimed. At 01:29:50 the lanes say 700,000 left, less 900 that the command of 01:29
 * has not claimed yet. Levelled over five nights of five hours that is about 466 users a minute;
 * the rounding of lane 2 was 0.4 of a user behind, so it gets 117 instead of 116. The scheduler
 * then dies for an hour. At 02:30 the same arithmetic says 484 a minute, after a ramp: the hour's
 * 28,000 users are spread over all nights that are left.
 */
@NullMarked
package io.tidegate.scheduler.plan;

import org.jspecify.annotations.NullMarked;
