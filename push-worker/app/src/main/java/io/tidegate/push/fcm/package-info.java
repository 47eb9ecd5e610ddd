/**
 * Firebase Cloud Messaging, HTTP v1.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>An app is a project of Google's, with a service account whose file is named in the
 *       settings. What a project is asked, and how often, is counted by it: a push is one request,
 *       whatever its answer.
 *   <li>What an answer means follows from the error code in its details, then from its status
 *       ({@link io.tidegate.push.fcm.FcmAnswers}). 4xx is not tried again, but for 429, and for 401
 *       with a fresh access token.
 *   <li>A token of another project is doubted only: with another project's account every token is.
 *   <li>An app that is not configured has its pushes refused with a sentence that says so: they are
 *       dead letters, and can be sent again when it is.
 * </ul>
 *
 * <p>Worked example: a push is sent with an access token that Google has withdrawn. FCM answers 401
 * UNAUTHENTICATED: the token is renewed beside everything else, the push is {@code Transient}, and
 * goes well ten seconds later.
 */
@NullMarked
package io.tidegate.push.fcm;

import org.jspecify.annotations.NullMarked;
