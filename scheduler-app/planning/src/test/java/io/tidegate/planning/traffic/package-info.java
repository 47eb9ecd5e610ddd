/** What is learned from traffic, tried. */
@NullMarked
package io.tidegate.planning.traffic;

import org.jspecify.annotations.NullMarked;
