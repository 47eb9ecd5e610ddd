/**
 * Channels: the ways to reach a device, each behind {@link io.tidegate.push.channel.Channel}.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A channel sends one push once and says what came of it. It does not retry, wait for a
 *       better time or remember: that is the queue's. (But where users choose their push services,
 *       the channel remembers which of them asked for patience: the queue knows apps only.)
 *   <li>It says what an answer <em>means</em> ({@link io.tidegate.push.channel.Answer}), by the
 *       push service's own documentation, and keeps what was said for people to read, without
 *       tokens.
 *   <li>It tells a token that is dead from one that a wrong setting would make look so ({@code
 *       TokenDoubted}): a sandbox's endpoint, another project's account. Which of both it is the
 *       queue decides, by what else the app was answered.
 *   <li>It blocks no thread that calls it, and each future it hands out completes in bounded time.
 * </ul>
 *
 * <p>Worked example: FCM answers 404 with the error code UNREGISTERED. The channel says {@code
 * TokenDead}; the queue removes the device and buries the push.
 */
@NullMarked
package io.tidegate.push.channel;

import org.jspecify.annotations.NullMarked;
