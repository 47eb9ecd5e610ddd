/**
 * Who may ask: the company's backend, or a device of a user.
 *
 * <p>The problem: apps on phones speak to push-worker, and whoever holds one phone must learn
 * nothing of other users, not even whether they exist.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>The backend shows the service token, which comes from a file or the environment and has 32
 *       characters or more. Without one configured nobody is let in, and the answer says why.
 *   <li>A device shows a user token, which the backend has asked for in the user's name. It is good
 *       for that user's own paths only, for minutes to a day. It is signed with a key made from the
 *       service token: a new service token ends all user tokens.
 *   <li>Another user's path is answered 403 whatever is there; what is not the user's own is 404.
 *   <li>Tokens are compared in constant time and never logged.
 * </ul>
 *
 * <p>A user token is {@code t1.USER.EXPIRY.MAC}: the user in base64url, the expiry in seconds of
 * the epoch, and HMAC-SHA-256 over what stands before. It has no algorithm to choose and nothing
 * else to say, which is why it is no JWT.
 *
 * <p>Worked example: the backend posts to {@code /v1/users/ann/tokens} and hands {@code
 * t1.YW5u.1795000000.…} to Ann's phone, which may then register itself under {@code
 * /v1/users/ann/devices} and is answered 403 under {@code /v1/users/bob}.
 */
@NullMarked
package io.tidegate.push.access;

import org.jspecify.annotations.NullMarked;
