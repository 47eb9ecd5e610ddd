/** Tests of this feature. */
@NullMarked
package io.tidegate.push.access;

import org.jspecify.annotations.NullMarked;
