/**
 * A double of Firebase Cloud Messaging, HTTP v1, for tests and benches.
 *
 * <p>The problem: Google's service cannot be asked a million times a minute, told to be down, or
 * looked into. So somebody answers in its place who is strict about what a message may be, and does
 * what he is told.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>It issues access tokens for a service account of its own, whose signature it checks, and
 *       takes no others.
 *   <li>A message is refused for what FCM would refuse it for, with the same error document.
 *   <li>What it accepted and what it was asked is kept for whoever watches.
 *   <li>That it is like FCM is shown by Google's own client, {@code firebase-admin}, which is
 *       driven against it in a test.
 * </ul>
 *
 * <p>Worked example: a test says {@code next(FcmReply.error(503, "UNAVAILABLE"))}. The next message
 * is answered 503 with FCM's error document, the one after it is accepted.
 */
@NullMarked
package io.tidegate.simulator.fcm;

import org.jspecify.annotations.NullMarked;
