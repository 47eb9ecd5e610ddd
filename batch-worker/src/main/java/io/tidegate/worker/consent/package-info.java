/**
 * Single users: what is known of them, and how they are forgotten.
 *
 * <p>The problem: an operator is asked "why is my data old?" and "please forget me". The laws: what
 * is shown is read where it is kept, with no copy beside it; erasing removes the user from every
 * table of batch-worker and from imports under way, in one transaction, and then says so on the
 * topic of bodies, by a record without a value under the user's key, so that whoever keeps bodies
 * forgets them too; erased twice is erased. The day ledger keeps counts, no names.
 *
 * <p>Worked example: user u-17 has consents at two institutions. {@code GET /v1/consents?user=u-17}
 * says that the one was refreshed on Wednesday and has its next turn in the round that begins on
 * Sunday, and that the other waits in the retry queue until 03:40, with the failures of its last
 * calls. After {@code DELETE /v1/consents?user=u-17} the same question is answered 404.
 */
@NullMarked
package io.tidegate.worker.consent;

import org.jspecify.annotations.NullMarked;
