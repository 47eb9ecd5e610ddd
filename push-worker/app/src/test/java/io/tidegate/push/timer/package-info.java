/** Tests of this feature. */
@NullMarked
package io.tidegate.push.timer;

import org.jspecify.annotations.NullMarked;
