/** Tests of the arithmetic of timers. */
@NullMarked
package io.tidegate.recurrence;

import org.jspecify.annotations.NullMarked;
