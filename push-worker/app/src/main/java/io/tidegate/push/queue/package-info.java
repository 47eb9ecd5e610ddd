/**
 * The queue: pushes on their way from the topic to a channel.
 *
 * <p>The tables {@code delivered_push} and {@code dead_letter} are written here only.
 */
@NullMarked
package io.tidegate.push.queue;

import org.jspecify.annotations.NullMarked;
