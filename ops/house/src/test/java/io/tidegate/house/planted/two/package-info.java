/** Planted violations. */
@NullMarked
package io.tidegate.house.planted.two;

import org.jspecify.annotations.NullMarked;
