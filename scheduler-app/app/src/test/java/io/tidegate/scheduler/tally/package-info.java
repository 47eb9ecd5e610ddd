@NullMarked
package io.tidegate.scheduler.tally;

import org.jspecify.annotations.NullMarked;
