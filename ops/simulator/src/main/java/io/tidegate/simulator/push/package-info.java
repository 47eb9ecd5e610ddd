/**
 * Push services to send to, as a process of their own: FCM, APNs and Web Push, on loopback, with a
 * control interface over HTTP.
 *
 * <p>The problem: a push-worker is proven at the other end of the wire. There somebody must take
 * what it sends as strictly as the real services do, write down when it arrived, and be as busy,
 * deaf or broken as he is told, for a demo, a bench, or anybody who tries his settings.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>FCM's double is {@link io.tidegate.simulator.fcm.FcmDouble}; Apple's is shown to be like
 *       APNs by pushy, a client of others; a browser's push service opens what it gets with its own
 *       key, and looks at the sender's signature.
 *   <li>What was accepted is numbered and kept, the last of it, whatever comes ({@link
 *       io.tidegate.simulator.push.PushArrivals}): memory does not grow with the run.
 *   <li>Who sends needs nothing but the address file and the files beside it.
 * </ul>
 *
 * <p>Worked example: {@code POST /v1/push-services/fcm/next} with {@code {"answer": "refuse",
 * "status": 429, "code": "QUOTA_EXCEEDED", "retryAfter": "7", "times": 2}}. The next two messages
 * are refused so, the third is accepted and is {@code {"number": 0, "channel": "fcm", "device": …,
 * "push": …, "epochMicros": …}} of {@code GET /v1/arrivals?from=0}.
 */
@NullMarked
package io.tidegate.simulator.push;

import org.jspecify.annotations.NullMarked;
