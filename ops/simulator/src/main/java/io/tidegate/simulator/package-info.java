/**
 * Institutions to call, as a process of their own: they answer like the MyData API, enforce what
 * their policies say, and write down every call they see.
 *
 * <p><b>The problem.</b> A pacer can be proven only at the other end of the wire, by somebody who
 * counts for himself. That one must be cheap (it shares the machine with what it measures), must
 * know when it was itself too late to count, and must be as unpleasant as real institutions are.
 *
 * <p><b>The laws.</b>
 *
 * <ul>
 *   <li>One event loop does everything from the arrival to the answer, so nothing is locked. A
 *       call's arrival is the first thing that is noted about it.
 *   <li>Limits, windows and quotas come from the same policy files, and are enforced with
 *       arithmetic of the simulator's own. What is refused does not use a limit up.
 *   <li>Each call makes one row of the ledger, when its answer is sent, or with status 0 when none
 *       is: the connection was cut, or the caller did not wait. A quota's success is an answer that
 *       was sent.
 *   <li>The loop notes when it was held up for more than 20 ms; what arrived then was counted late.
 *   <li>The same user has the same accounts, pages and dates in each run with the same seed.
 * </ul>
 *
 * <p><b>Example.</b> A policy has {@code POST /v1/bank/accounts/deposit/detail} for each {@code
 * account} of the call {@code accounts}. A request with user {@code anna} and account {@code
 * 110-4711-0} is matched to it, checked (headers, token, that the account is hers), let pass by the
 * gate (window, limits, quota), answered after a latency, and stands in the ledger as {@code
 * DEMOBANK01,anna,balance,110-4711-0,1,1772452800000000,200,00000}.
 */
@NullMarked
package io.tidegate.simulator;

import org.jspecify.annotations.NullMarked;
