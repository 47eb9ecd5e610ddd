/**
 * What real users ask of an institution, and what they will probably ask next.
 *
 * <h2>The problem</h2>
 *
 * The batch is to keep out of the users' way, so it must know their ways: mornings and evenings,
 * Mondays and Sundays, paydays and holidays. But a forecast that is believed and wrong is worse
 * than none: batch is then heaped on a day that turns out busy. On traffic driven by the weather,
 * four weeks' means taken at their word made higher peaks than spreading evenly.
 *
 * <h2>How it is learned</h2>
 *
 * {@link io.tidegate.planning.traffic.TrafficLearning} takes up to twelve weeks, a week weighing
 * half as much when it is three weeks older, with odd days pulled in. It learns how weekdays
 * differ, how a day's calls are shared among 144 slots, and what special days do. Then it walks
 * forward through the same weeks: what would have been expected of each from the weeks before it,
 * and what came? The slope of what came on what was expected is the {@link
 * io.tidegate.planning.traffic.Trust}, and all differences are shrunk by it: 1 on regular traffic,
 * 0 on noise, and 0 where what was high is low next week. A third slope tells how much of a day's
 * surprise is still there on the next.
 *
 * <h2>The loop</h2>
 *
 * {@link io.tidegate.planning.traffic.TrafficForecast} is made anew each minute. What came today
 * replaces what was expected, the latest two hours weighing most for the rest of the day, and as
 * much of today's surprise as persists is expected of the days after it.
 *
 * <h2>Laws</h2>
 *
 * <ul>
 *   <li>Nothing later than the instant asked for is looked at.
 *   <li>A forecast knows every slot; a history knows what it does not know.
 *   <li>The peaks that follow from it are hardly ever above those of spreading evenly, whatever the
 *       traffic: {@code WalkForwardTest}, ten series.
 * </ul>
 *
 * <h2>One worked example</h2>
 *
 * Mondays had 90, 91, 40 and 92 thousand calls (the 40 was a strike), the week's mean day 80
 * thousand. The strike is pulled in to near the others, so Monday is expected 12% above the mean.
 * In past weeks Mondays came about 10% above the mean when 12% were expected: the trust is 0.83,
 * and the profile says 88. This Monday at noon 30% more than that came: the rest of the day is
 * expected 30% higher, its day target shrinks at once, and, as surprises persisted to a fifth so
 * far, Tuesday is expected 5% higher.
 */
@NullMarked
package io.tidegate.planning.traffic;

import org.jspecify.annotations.NullMarked;
