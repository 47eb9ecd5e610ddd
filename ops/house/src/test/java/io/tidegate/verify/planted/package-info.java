/** Planted violations. */
@NullMarked
package io.tidegate.verify.planted;

import org.jspecify.annotations.NullMarked;
