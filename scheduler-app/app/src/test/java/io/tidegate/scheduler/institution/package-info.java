@NullMarked
package io.tidegate.scheduler.institution;

import org.jspecify.annotations.NullMarked;
