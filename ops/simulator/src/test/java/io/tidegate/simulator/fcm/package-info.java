/** Tests of this feature. */
@NullMarked
package io.tidegate.simulator.fcm;

import org.jspecify.annotations.NullMarked;
