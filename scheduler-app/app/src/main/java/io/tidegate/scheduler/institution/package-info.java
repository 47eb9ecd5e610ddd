/**
 * What is agreed with whom: the institutions' policies, and what holds an institution back just
 * now.
 *
 * <p>The problem: policies are files that people edit while the system runs, several schedulers and
 * many workers must obey the same version of a policy in the same minute, and a slip in a file must
 * neither stop the calls nor half apply.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>Only schedulers read the folder. What they take over is stored as {@code policy_version},
 *       text for text, effective from the start of a minute; everybody plans and calls by the
 *       version that the minute's plan names.
 *   <li>The folder is one whole. At the start any error in it stops the scheduler, with every error
 *       printed. Later a folder with an error is refused whole and reported (log, health, metric
 *       {@code tidegate.policies.errors}, {@code /v1/institutions/problems}); what held before
 *       holds on until all errors are gone.
 *   <li>A scheduler stores what <em>changed in its own folder</em> since it last looked, not what
 *       differs from the database: two nodes with different folders, as during a roll-out, do not
 *       undo each other's changes every minute.
 *   <li>A file that goes away removes its institution from that minute on: it has no plans, its
 *       consents rest where they are. A file of the same code brings it back with all of them.
 *   <li>A state row's version rises with every change, in the same transaction, so that a reader of
 *       higher versions only misses nothing.
 * </ul>
 *
 * <p>Worked example: at 03:14:31 an operator saves {@code DEMOBANK01.yaml} with 400 instead of 500
 * calls a second. At 03:14:45 each scheduler looks at its folder and finds the change; the first to
 * get the lock stores version 8, effective at 03:15:00, the second sees the same text and stores
 * nothing. At 03:14:50 the minute 03:15 is planned by version 8; a command of 03:14 still names 7.
 */
@NullMarked
package io.tidegate.scheduler.institution;

import org.jspecify.annotations.NullMarked;
