/**
 * The commands of the next minute.
 *
 * <p>The problem: at second :50 every institution's next minute must be planned and told to the
 * workers, once, by whichever node is there; nodes die, stall, wake late, and have wrong clocks.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A minute is sent from its stored plans only, so that whoever sends it, sends the same.
 *   <li>The node that inserts the minute's {@code minute_dispatch} row sends it. At :55 every node
 *       looks; a minute without a row, or with a row whose node did not finish, is sent by one of
 *       them (whoever changes the row). A command sent twice does no harm (the page's key decides),
 *       so taking over may err on the side of sending.
 *   <li>A minute that has begun is not sent any more: its users are in what is left.
 *   <li>A node whose clock is off by more than {@code tidegate.dispatch.clock-limit} against the
 *       database sends nothing, and says so.
 *   <li>Lanes are laid over the topic's partitions one by one, the same way each minute, so that a
 *       lane stays with its worker as long as the workers stay.
 * </ul>
 *
 * <p>Worked example: at 03:14:50 node A fires, looks at its policies, stores 1,000 plans in one
 * statement, reads them back, sends 1,400 commands and marks 03:15 sent at 03:14:50.4. Had A died
 * after the insert, B would have found the row unsent at 03:14:55, taken it, read A's plans and
 * sent them.
 */
@NullMarked
package io.tidegate.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
