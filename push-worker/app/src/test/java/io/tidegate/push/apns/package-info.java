/** Tests of this feature. */
@NullMarked
package io.tidegate.push.apns;

import org.jspecify.annotations.NullMarked;
