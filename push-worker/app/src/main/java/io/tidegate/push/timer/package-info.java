/**
 * Timers: kept over REST, found due by the poll.
 *
 * <p>The tables {@code timer}, {@code timer_progress}, {@code timer_span} and {@code timer_zone}
 * are written here only.
 */
@NullMarked
package io.tidegate.push.timer;

import org.jspecify.annotations.NullMarked;
