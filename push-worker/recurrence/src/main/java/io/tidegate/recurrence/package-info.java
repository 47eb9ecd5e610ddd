/** Which timers fall due: pure arithmetic of local dates, minutes and zones. */
@NullMarked
package io.tidegate.recurrence;

import org.jspecify.annotations.NullMarked;
