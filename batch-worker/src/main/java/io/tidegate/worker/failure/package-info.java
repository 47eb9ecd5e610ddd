/**
 * What went wrong, call by call: the table {@code call_failure}.
 *
 * <p>The problem: an operator asks why a user's data is old, and later a replay must know what to
 * do again; tallies only count. The laws: every call that did not succeed is kept with its class,
 * status, code, duration and transaction id, and never with a payload or a token; written twice, it
 * counts once, as its transaction id is unique; it is written in batches, off the path of the
 * calls; {@code tidegate.retention.failures} later it is forgotten.
 *
 * <p>Worked example: {@code balance} for a user at DEMOBANK01 is answered 429 with code 42901 after
 * 31 ms. The pipeline hands a {@link io.tidegate.worker.failure.CallFailure} over with the next
 * batch; {@code tidegate consents show USER} prints it under the user's last outcomes.
 */
@NullMarked
package io.tidegate.worker.failure;

import org.jspecify.annotations.NullMarked;
