/** Tests of this feature. */
@NullMarked
package io.tidegate.push.queue;

import org.jspecify.annotations.NullMarked;
