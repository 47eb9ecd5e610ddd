/** Tests of single calls and of what refreshes make of answers. */
@NullMarked
package io.tidegate.worker.call;

import org.jspecify.annotations.NullMarked;
