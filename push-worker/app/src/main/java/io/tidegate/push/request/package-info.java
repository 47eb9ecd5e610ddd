/**
 * What all requests have in common: how a body is read, how a version is named, what is asked for
 * twice.
 *
 * <p>The laws:
 *
 * <ul>
 *   <li>A body is refused whole, with every error at once: the field, what it must be, what was
 *       given. A field that nobody knows is an error too, since it is most often a slip.
 *   <li>Sizes are bounded while a body streams in, before anything is made of it.
 *   <li>A change names the version that it was made from ({@code If-Match}); two changes made from
 *       the same version never both succeed.
 *   <li>A creation may carry an {@code Idempotency-Key}: the same key and body again, for as long
 *       as keys are kept, create nothing and answer with what was created. Another body under the
 *       same key is refused. All writes of one user take their turn.
 * </ul>
 *
 * <p>Worked example: {@code POST /v1/users/ann/timers} with {@code {"titel": "Rent", "start":
 * "tomorrow"}} is answered 422 with three errors: {@code titel} is not known, {@code title} is
 * missing, {@code start} must be a local date and time.
 */
@NullMarked
package io.tidegate.push.request;

import org.jspecify.annotations.NullMarked;
