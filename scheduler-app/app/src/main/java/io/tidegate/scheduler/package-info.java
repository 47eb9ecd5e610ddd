/**
 * scheduler-app: the process that decides how many users are refreshed when.
 *
 * <p>Any number of schedulers run side by side against one database and one Kafka; each may die,
 * stall or wake late at any moment. What it does is cut into features, a package each: {@code
 * institution} (what is agreed with whom), {@code traffic} (what real users do), {@code tally}
 * (what came of our calls), {@code plan} (how many on a day and in a minute), {@code dispatch} (the
 * commands of the next minute), {@code ledger} (what became of everybody), {@code gauge} (what
 * alarms are set on) and {@code retention} (what is forgotten).
 *
 * <p>This package only starts the process. Its laws:
 *
 * <ul>
 *   <li>A scheduler never migrates. It refuses to start on a database whose migrations are not
 *       those it was built with, and on institutions with errors.
 *   <li>It writes as role {@code tidegate_scheduler} only, so that the database refuses what is not
 *       its own.
 *   <li>The machine's clock is read in one class; everything else is handed an instant.
 *   <li>What one node must do for all is a job of the clustered Quartz store; what each node must
 *       do for itself (look at its files, see whether the minute was sent) is a job of a second
 *       scheduler in memory, so that a fault of the first cannot stop the look at the first.
 * </ul>
 *
 * <p>Worked example: two schedulers run. At 03:14:50 one of them fires {@code dispatch}, stores the
 * plans of 03:15 and sends their commands. At 03:14:55 both see that 03:15 was sent and do nothing.
 */
@NullMarked
package io.tidegate.scheduler;

import org.jspecify.annotations.NullMarked;
