/**
 * Judges an arrival ledger: what a receiver saw, call by call, against what the institutions allow.
 *
 * <p><b>The problem.</b> Whoever paces calls also counts them, and a mistake in the arithmetic
 * would be made twice and never seen. So the judge stands apart. It reads rows {@code
 * institution,user,call,object,page,epoch_micros,status,rsp_code}, written by somebody else at the
 * other end of the wire, and it shares no arithmetic with the code that it judges: policies are
 * read into records by {@code config/policy}, and {@link io.tidegate.verify.PolicyLaws} copies out
 * of them what a person could read in the file. Windows are asked minute by minute, quota periods
 * are found with {@code java.time}, and rates are counted by looking at every arrival as the
 * beginning of a period.
 *
 * <p><b>The laws.</b>
 *
 * <ul>
 *   <li>I1: for every limit, no period {@code [t, t + length)} holds more arrivals than the limit,
 *       wherever {@code t} lies; a limit per clock minute too, because Tidegate promises the
 *       sliding minute. And no 100 ms hold more than {@code 1.2 * R / 10 + 1}, with {@code R} the
 *       least of {@code calls / (period + 0.1 s)}; where workers' starts are known, that is asked
 *       of them, and of arrivals with the path's allowance in it ({@link Starts}).
 *   <li>I2: no scheduled call arrives outside the call windows or within planned maintenance. The
 *       path may cost it 100 ms at the close; clocks may differ by 20 ms at the opening.
 *   <li>I4: no call begins that the quota does not allow any more. The pages of one call are one
 *       call. After a crash that the judge is told of, what was in flight may be repeated once.
 * </ul>
 *
 * <p><b>The judge's own honesty.</b> A receiver that stalls records arrivals late and in a heap. It
 * writes down its stalls; the seconds that one touches are left unjudged for I1 and I2, and when
 * they are more than one in a hundred the ledger fails for that alone.
 *
 * <p><b>Example.</b> Limit 2 per second, arrivals at 0.0 s, 0.9 s, 1.0 s, 1.2 s. The period that
 * begins at 0.0 s holds two (the one at 1.0 s is in the next), but the one from 0.9 s holds three:
 * the ledger breaks I1, and the worst offender is "3 in the second from 0.9 s, at most 2".
 */
@NullMarked
package io.tidegate.verify;

import org.jspecify.annotations.NullMarked;
