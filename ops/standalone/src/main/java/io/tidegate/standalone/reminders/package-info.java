/**
 * Timers in a run of a whole system, shown ({@code demo}) or broken ({@code chaos}): users who
 * register them, devices that wait for pushes, and what became of each.
 *
 * <p>The problem: push-worker must not be asked what it did. So a push is owed when its answer,
 * before the minute began, named that minute as the next occurrence; and what arrived is asked of
 * the push services and of the sockets' clients.
 *
 * <p>The laws: each push that is owed arrives, or is reported as expired; none is early, none is
 * nobody's; one may come twice only if push-worker ended, or was made to stand still, in between
 * ({@link io.tidegate.standalone.reminders.PushVerdict}).
 *
 * <p>Worked example: user-2 has a browser in Seoul. At 10:20:40 the timer for 19:21 there is
 * registered, and push-worker answers 10:21:00Z. It is killed at 10:21:02.3, the push service had
 * accepted the push at 10:21:01.8 and accepts it again at 10:21:41: once owed, arrived twice,
 * excused.
 */
@NullMarked
package io.tidegate.standalone.reminders;

import org.jspecify.annotations.NullMarked;
