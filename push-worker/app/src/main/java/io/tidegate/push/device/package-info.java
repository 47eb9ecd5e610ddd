/**
 * Devices: where a user can be reached.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A token (a web-push subscription's endpoint) belongs to one user at a time. Who registers
 *       it has it: another user's device with that token is removed in the same transaction, and
 *       the new one has a new id, so that pushes under way to the old id reach nobody else.
 *   <li>The same user registering the same token again renews the device: the id stays, {@code
 *       renewedAt} moves. A push service that says that a token died says since when: {@link
 *       io.tidegate.push.device.DeadTokens} removes the device only if it was not renewed since.
 *   <li>A {@code websocket} device has no token: its id is what the socket names.
 *   <li>The table {@code device} is written here only.
 * </ul>
 *
 * <p>Worked example: Ann's phone registers token T and is device 1. She gives it to Bob, who logs
 * in: his app registers T and is device 2; device 1 is gone. A push for device 1 that was on the
 * queue finds no device and is dropped.
 */
@NullMarked
package io.tidegate.push.device;

import org.jspecify.annotations.NullMarked;
