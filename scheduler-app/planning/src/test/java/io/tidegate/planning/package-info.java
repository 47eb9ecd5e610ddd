/** The laws of planning, tried. */
@NullMarked
package io.tidegate.planning;

import org.jspecify.annotations.NullMarked;
