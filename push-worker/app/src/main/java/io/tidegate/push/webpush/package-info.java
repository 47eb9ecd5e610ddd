/**
 * Web Push (RFC 8030, 8291, 8292): browsers, each through the push service of its maker.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>An endpoint comes from a user: at every send its host is resolved by {@link
 *       io.tidegate.push.address.PublicAddresses}, and the addresses that were checked are the ones
 *       connected to, in turn until one answers. Redirects are not followed. Of an answer only
 *       status and {@code Retry-After} are kept.
 *   <li>A push service that is too busy stops itself and no other ({@link
 *       io.tidegate.push.webpush.BusyServices}): unlike with FCM it is the user who has chosen it,
 *       and nobody may silence an app by an endpoint of his own. One that does not answer is left
 *       alone for a minute after three time-outs in a row, and holds a few requests until it has
 *       answered; one that never has may hold a quarter of all.
 *   <li>All push-workers have one pair of VAPID keys, made by the first and kept in the database
 *       ({@link io.tidegate.push.webpush.KeptKeys}): subscriptions are bound to it, and are
 *       worthless without.
 *   <li>The table {@code web_push_key} is written here only.
 * </ul>
 *
 * <p>Worked example: Ann subscribes at {@code push.example}, which is a name of a company of hers.
 * Weeks later she lets the name point to 10.0.0.7. The next push is refused before anything is
 * connected, and is a dead letter.
 */
@NullMarked
package io.tidegate.push.webpush;

import org.jspecify.annotations.NullMarked;
