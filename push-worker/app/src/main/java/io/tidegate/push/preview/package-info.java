/**
 * What a link shows: title and picture of its page, by its Open Graph data.
 *
 * <p>The problem: a reminder is more use with the picture of what it is about. But the link is a
 * user's, the page a stranger's: it may be slow, endless, gone, walled, or lead to a machine of the
 * company's own. A push must wait for none of that.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>No push is lost or late for a preview. Pages are read ahead of time: when a timer with a
 *       link is written, and again when a push found what is known to be old. Whoever sends looks
 *       into memory and into our own table, and takes what is there. A push without a link pays
 *       nothing; a preview that would make a push too large is left out.
 *   <li>Whatever goes wrong with a page is "no preview", with a reason ({@link
 *       io.tidegate.push.preview.NoPreview}).
 *   <li>A page is read only where its site lets robots ({@code robots.txt}, RFC 9309), under the
 *       name that the operator has given us; over http and https only; from addresses that {@link
 *       io.tidegate.push.address.PublicAddresses} allows. Each redirect is a request like the
 *       first. Redirects, bytes and time are bounded.
 *   <li>What was read is kept under a digest of the link, without the link and without the user:
 *       what is kept tells of nobody, and is the same for all who have the link.
 *   <li>The table {@code link_preview} is written here only.
 * </ul>
 *
 * <p>Worked example: Ann makes a timer for 09:00 with a link to a shop. Its page is read at once:
 * "Kettle, 1.7 l", and a picture. At 09:00 the push takes both from the table. They are two days
 * old by then: they go out as they are, and the page is read anew behind the push. It answers 503.
 * What was known stays, and is tried again an hour later, if a push asks for it.
 */
@NullMarked
package io.tidegate.push.preview;

import org.jspecify.annotations.NullMarked;
