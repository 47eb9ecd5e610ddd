@NullMarked
package io.tidegate.scheduler.retention;

import org.jspecify.annotations.NullMarked;
