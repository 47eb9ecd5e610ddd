/**
 * The whole machine at work in a few minutes: simulated institutions, a population, real processes,
 * and a judgement at the end.
 *
 * <p>The problem: refreshing is a matter of weeks and nights, and a newcomer has five minutes. So
 * the demo writes policies for the hour at hand: rolling quotas of the run's length, so that the
 * population comes round once; hours such that most institutions are open, one opens and one closes
 * early in the run, and one is closed all along. Nothing else differs from {@code tidegate up}.
 *
 * <p>The laws: the run is made of whole minutes in real time; what is shown comes from the
 * processes while they work, what is judged comes from the other end of the wire (the simulator's
 * arrival ledger, judged by {@code ops/verify}) and from the database; a run in which nothing was
 * called proves nothing and fails.
 *
 * <p>With timers, push-worker takes part too ({@link io.tidegate.standalone.reminders}).
 *
 * <p>Worked example: {@code --minutes 4 --institutions 3 --users 3000} at 10:20:17. Until 10:21 all
 * windows are shut while users and traffic are imported; the files of the run take effect at 10:21
 * (a policy changes at the start of a minute). The largest institution is open until 10:25, one
 * closes at 10:22, one opens at 10:22. At 10:25 all windows shut, open pages are settled, and the
 * verdict is spoken.
 */
@NullMarked
package io.tidegate.standalone.demo;

import org.jspecify.annotations.NullMarked;
