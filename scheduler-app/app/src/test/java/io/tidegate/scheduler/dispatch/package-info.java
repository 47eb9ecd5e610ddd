@NullMarked
package io.tidegate.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
