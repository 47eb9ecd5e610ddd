@NullMarked
package io.tidegate.worker.job;

import org.jspecify.annotations.NullMarked;
