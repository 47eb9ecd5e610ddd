/**
 * Apple Push Notification service.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>An app is a topic (a bundle id), and a signing key (a {@code .p8} file) in whose name Apple
 *       is spoken to. Apps with the same key share connections: Apple wants few, and long ones.
 *   <li>pushy keeps what it is given until there is a connection, however long that takes, and
 *       sends all of it then. So what had no answer in time is given up before it is written, if it
 *       can be; what was written may be known to Apple and is heard by its next try, not sent
 *       again, for an hour. What may still come twice: a push that was written on a connection that
 *       broke before its answer, and one whose next try is another process's ({@link
 *       io.tidegate.push.apns.ApnsLine}).
 *   <li>While Apple cannot be reached a push per connection is tried, and all others fail at once.
 *   <li>{@code apns-id} follows from the push id: what is sent again has the same one.
 *   <li>A token that Apple calls unregistered is dead since the time that Apple says; a device
 *       registered after it stays. A token that belongs to another topic is a mistake in the
 *       settings, as a rule, and removes nothing. One that Apple calls bad is doubted only: so it
 *       calls every token of the other of production and sandbox.
 *   <li>Too many requests are a matter of one device ({@code Transient}); too many provider tokens
 *       one of the app ({@code Throttled}).
 * </ul>
 *
 * <p>Worked example: Ann removes the app on Monday and installs it again on Tuesday; her phone gets
 * the same token and registers it. A push of Wednesday is answered 410 with Monday's time. Her
 * device was renewed since and stays; the push is a dead letter.
 */
@NullMarked
package io.tidegate.push.apns;

import org.jspecify.annotations.NullMarked;
