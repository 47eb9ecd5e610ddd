/** Planted violations. */
@NullMarked
package io.tidegate.house.planted.util;

import org.jspecify.annotations.NullMarked;
