@NullMarked
package io.tidegate.worker.ring;

import org.jspecify.annotations.NullMarked;
