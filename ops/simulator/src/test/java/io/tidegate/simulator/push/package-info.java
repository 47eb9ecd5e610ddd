/** Tests of this feature. */
@NullMarked
package io.tidegate.simulator.push;

import org.jspecify.annotations.NullMarked;
