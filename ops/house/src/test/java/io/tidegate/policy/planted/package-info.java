/** Planted violations. */
@NullMarked
package io.tidegate.policy.planted;

import org.jspecify.annotations.NullMarked;
