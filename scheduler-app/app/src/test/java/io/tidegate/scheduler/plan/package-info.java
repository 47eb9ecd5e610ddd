@NullMarked
package io.tidegate.scheduler.plan;

import org.jspecify.annotations.NullMarked;
