/**
 * Open WebSockets, and which node holds which.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A push for a socket lies in {@code waiting_push} from before it leaves the queue until its
 *       device has acknowledged it or its time to live is over. What is written to a socket and not
 *       acknowledged is written again to the next one.
 *   <li>A socket is registered before it looks for pushes, a push is kept before it looks for a
 *       socket: one of them sees the other. A node is told by a note on its partition; a lost note
 *       costs time only.
 *   <li>A node has its partition by a lease on the database's clock. Without it the node closes all
 *       its sockets: they come again, there or elsewhere. So it does when it cannot renew it, as
 *       the database may be away for this node alone; and also when the database answers nothing at
 *       all ({@link io.tidegate.push.socket.LeaseWatch}).
 *   <li>Who has shown no token is one of few, and not for long ({@link
 *       io.tidegate.push.socket.Strangers}).
 *   <li>In memory is what was written and not acknowledged, a bounded number for each socket. A
 *       device that does not read, acknowledge or answer is cut off with a code that says so
 *       ({@link io.tidegate.push.socket.Socket}); its pushes wait.
 *   <li>The tables {@code socket_node}, {@code open_socket} and {@code waiting_push} are written
 *       here only.
 * </ul>
 *
 * <p>Worked example: Ann's browser has a socket at node B, partition 1. A push for it is taken from
 * the queue by node A, which keeps it, finds partition 1, and sends a note there. B reads the push
 * from the database and writes it. The browser's machine sleeps; B hears nothing for 75 s and
 * closes with 4000. The browser comes again, at node C, which registers it, looks, and writes the
 * push anew; the browser acknowledges, and C removes the row and writes the push down as delivered.
 */
@NullMarked
package io.tidegate.push.socket;

import org.jspecify.annotations.NullMarked;
