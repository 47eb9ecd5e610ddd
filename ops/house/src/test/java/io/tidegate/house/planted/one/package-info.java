/** Planted violations. */
@NullMarked
package io.tidegate.house.planted.one;

import org.jspecify.annotations.NullMarked;
