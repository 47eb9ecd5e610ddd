/**
 * batch-worker: the process that calls institutions.
 *
 * <p>Any number of workers run side by side against one database and one Kafka; each may die, stall
 * or wake late at any moment. What a worker does is cut into features, a package each: {@code
 * server} (who am I, and for how long), {@code ring} (whose turn is it), {@code pipeline} (the
 * minute), {@code call} (one exchange with an institution), {@code job} (imports), {@code consent}
 * and {@code trial} (what an operator asks about single users), {@code retention} (what is
 * forgotten).
 *
 * <p>This package only starts the process. Its laws:
 *
 * <ul>
 *   <li>A worker never migrates. It refuses to start on a database whose migrations are not exactly
 *       those it was built with or later ones, and says so.
 *   <li>It writes as role {@code tidegate_worker} only, so that the database refuses what is not
 *       its own.
 *   <li>The machine's clock is read in one class; everything else is handed an instant or the
 *       source.
 * </ul>
 *
 * <p>Worked example: {@code java -cp batch-worker.jar:… io.tidegate.worker.BatchWorker} with {@code
 * SPRING_DATASOURCE_URL} and {@code SPRING_KAFKA_BOOTSTRAP_SERVERS} set registers as server 2,
 * takes part in the consumer group of the minute commands and answers {@code /actuator/health}.
 */
@NullMarked
package io.tidegate.worker;

import org.jspecify.annotations.NullMarked;
