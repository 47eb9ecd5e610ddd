@NullMarked
package io.tidegate.scheduler;

import org.jspecify.annotations.NullMarked;
