/**
 * What every judged run of a whole system is made of, be it shown ({@code demo}) or broken ({@code
 * chaos}).
 *
 * <p>The problem: refreshing is a matter of weeks and nights, and a run has minutes. So a run has
 * policies for the hour at hand: rolling quotas of the run's length, so that a population comes
 * round once, and hours such that institutions open or close in the midst of it. Nothing else
 * differs from {@code tidegate up}.
 *
 * <p>The laws: before the run all windows are shut, while users are imported; all files of the run
 * take effect at one minute, its first; the run is over when no page is open any more, and only
 * then is anything counted.
 *
 * <p>Worked example: at 10:20:17 the files of a run of three minutes are written; they hold from
 * 10:21. An institution of 600 users and one call needs 3.3 calls a second and allows 6; it is open
 * until 10:24. At 10:24:09 its last page has ended, and of 600 who were due 598 were refreshed and
 * 2 are carried over.
 */
@NullMarked
package io.tidegate.standalone.stage;

import org.jspecify.annotations.NullMarked;
