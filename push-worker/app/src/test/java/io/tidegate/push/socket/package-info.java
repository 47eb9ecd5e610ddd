/** Tests of this feature. */
@NullMarked
package io.tidegate.push.socket;

import org.jspecify.annotations.NullMarked;
