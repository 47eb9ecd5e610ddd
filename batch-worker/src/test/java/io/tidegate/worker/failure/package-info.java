@NullMarked
package io.tidegate.worker.failure;

import org.jspecify.annotations.NullMarked;
