@NullMarked
package io.tidegate.worker.retention;

import org.jspecify.annotations.NullMarked;
