/**
 * What is forgotten when, and what is counted anew.
 *
 * <p>The problem: failures, trials, imports and what was given up pile up and nobody asks for old
 * ones; consents that were over long ago would be passed by the cursors for ever, and keep users'
 * names; and counts that pace the ring would stay wrong for ever, had somebody changed the table by
 * hand.
 *
 * <p>The laws: each feature deletes its own rows, a batch per transaction, by an index; this one
 * says when. One worker of many does it, which ShedLock settles by the database's clock; two at
 * once would do no harm. What is kept how long stands in {@code tidegate.retention}. Each day the
 * consents of every ring are counted anew, a 64th per transaction (an index is read, no row); and
 * on each day two of the 64ths are read whole for consents to forget, so that each has its turn
 * once in 32 days.
 *
 * <p>Worked example: user 17 withdrew on 1 March. For {@code tidegate.retention.consents}, 400
 * days, the row says so; within a month after 5 April of the next year it is gone. A count that is
 * off by three after an operator's DELETE is put right within the day, said in the log, and counted
 * in {@code tidegate.ring.recount.corrections}.
 */
@NullMarked
package io.tidegate.worker.retention;

import org.jspecify.annotations.NullMarked;
