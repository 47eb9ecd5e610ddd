/** Tests of this feature. */
@NullMarked
package io.tidegate.push.webpush;

import org.jspecify.annotations.NullMarked;
