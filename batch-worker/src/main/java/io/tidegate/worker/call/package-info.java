/**
 * One call of an institution, and what a refresh makes of its answer.
 *
 * <p>The problem: a call must start at its ticket's instant or not at all, on a connection that
 * stands already; nothing between us and the wire may queue, retry or follow a redirect; and at
 * 30,000 calls a second there are some thirty microseconds for each, the database's part included.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A call starts on a standing connection with room, from its ticket's instant until 20 ms
 *       after it; the look at the clock is the last thing before the write.
 *   <li>A call lives on one I/O thread from its write to its outcome, and has exactly one outcome.
 *   <li>Nothing is retried here: what follows from an answer is the refresh's next call, by a
 *       ticket of its own.
 *   <li>A body is never larger in memory than the policy's largest, all bodies of an I/O thread
 *       together never larger than their room, and each is read for the few values that matter
 *       while it arrives; no tree is built.
 *   <li>Institutions send anything. A failure is believed as it is; a success only if the whole
 *       answer can be read, has a known code, and names this call's transaction id or none.
 *   <li>What is wrong with one answer stays with it: its connection is closed rather than used with
 *       a rest of it on the way, and other connections, endpoints and institutions go on.
 *   <li>Tokens and bodies appear in no log and no exception.
 * </ul>
 *
 * <p>Worked example: DEMOBANK01's policy has the calls {@code accounts} (paged, names {@code
 * account}s) and {@code balance} (for each {@code account}). A {@link
 * io.tidegate.worker.call.Refresh} asks for {@code accounts}; an {@link
 * io.tidegate.worker.call.Exchange} writes it and reads {@code rsp_code} 00000, {@code next_page}
 * "7" and two account numbers out of the answer. The refresh goes on with page 2, which is empty,
 * then with {@code balance} for the first account, which is answered 503: it breaks off, and its
 * {@link io.tidegate.worker.call.CallsToDo} name {@code balance}, that account, and both accounts.
 * Days later a refresh that resumes from these makes two calls, not four.
 */
@NullMarked
package io.tidegate.worker.call;

import org.jspecify.annotations.NullMarked;
