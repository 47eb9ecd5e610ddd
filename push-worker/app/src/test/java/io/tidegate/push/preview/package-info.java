/** Tests of this feature. */
@NullMarked
package io.tidegate.push.preview;

import org.jspecify.annotations.NullMarked;
