/**
 * Devices: where a user can be reached.
 *
 * <p>The table {@code device} is written here only: a channel that learns that a token is dead asks
 * this feature to remove it.
 */
@NullMarked
package io.tidegate.push.device;

import org.jspecify.annotations.NullMarked;
