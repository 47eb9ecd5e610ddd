/**
 * One refresh, looked at: what {@code institutions try CODE --user U} shows.
 *
 * <p>The problem: whoever describes a new institution wants to see what is sent, what comes back
 * and what is made of it, before a million users are called that way; and a real institution must
 * see nothing but an ordinary call.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A trial takes no way round: it is a row of the retry queue that is due now, and gets a
 *       ticket as any other. Outside the window, or with the quota used up, or while the
 *       institution is blocked, it is refused, and the answer says until when.
 *   <li>What is recorded holds no secret: bearer tokens and what looks like one are masked before
 *       they reach the database, and bodies are cut to 16 KiB.
 *   <li>Recording never slows a call down: it is handed over and written on a thread of its own; a
 *       trial's record is lost with its process, the refresh is not.
 * </ul>
 *
 * <p>Worked example: {@code POST /v1/trials} with DEMOBANK01 and user u-17 at 03:15:20 answers
 * trial 4. At 03:15:21 the lane's claim takes its retry row; the pipeline hands two {@link
 * io.tidegate.worker.trial.TrialCall}s to the {@link io.tidegate.worker.trial.TrialRecorder},
 * {@code accounts} and {@code balance}, and says that the refresh ended as success. The command
 * line, asking {@code GET /v1/trials/4} again and again, has shown each of them as it came.
 */
@NullMarked
package io.tidegate.worker.trial;

import org.jspecify.annotations.NullMarked;
