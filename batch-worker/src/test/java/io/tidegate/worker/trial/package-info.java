@NullMarked
package io.tidegate.worker.trial;

import org.jspecify.annotations.NullMarked;
