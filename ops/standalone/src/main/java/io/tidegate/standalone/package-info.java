/**
 * The whole system on one machine.
 *
 * <p>The problem: a newcomer types one command and expects a database, a broker and the processes
 * to be there, to keep what they acknowledged, and to be gone after Ctrl-C. The laws: whoever holds
 * the data folder's lock is alone on it; what was started first stops last; a child that dies is
 * started again, visibly and with growing pauses; addresses are published only when everything
 * answers.
 *
 * <p>Worked example: {@code tidegate up --data ./data} takes {@code ./data/lock}, starts PostgreSQL
 * and the broker, migrates, makes the topics, starts scheduler-app and batch-worker, waits for the
 * address that each writes, and then publishes {@code ./data/tidegate.json}, where {@code tidegate
 * plan show} finds the scheduler's URL.
 */
@NullMarked
package io.tidegate.standalone;

import org.jspecify.annotations.NullMarked;
