@NullMarked
package io.tidegate.scheduler.gauge;

import org.jspecify.annotations.NullMarked;
