@NullMarked
package io.tidegate.scheduler.traffic;

import org.jspecify.annotations.NullMarked;
