/**
 * What real users do: how many calls they cause at each institution, and how many they will.
 *
 * <p>The problem: batch calls give way to users, so planning must know the users' habits of weeks
 * and what they do today; counts come from many servers, late, twice, or corrected.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A count is the last word of its server on its institution and minute: said again it changes
 *       nothing, said differently it replaces what was said before. Counts of several servers add
 *       up.
 *   <li>Words are remembered for {@code tidegate.traffic.corrections}; a count older than that can
 *       not be told from a repetition any more and is dropped, as is one from the future. Both are
 *       counted in {@code tidegate.traffic.dropped}.
 *   <li>Planning reads sums of ten minutes only. A file's counts stand apart from the servers': a
 *       file imported again replaces itself and nothing else.
 *   <li>An institution without traffic of its own is planned by that of {@code default}; without
 *       that, as if users came evenly.
 * </ul>
 *
 * <p>Worked example: server {@code web-1} says 120 calls for 09:14, {@code web-2} says 80: the slot
 * 09:10 holds 200. {@code web-1} says 130 for 09:14 again after a correction, and Kafka brings it
 * twice: the slot holds 210.
 */
@NullMarked
package io.tidegate.scheduler.traffic;

import org.jspecify.annotations.NullMarked;
