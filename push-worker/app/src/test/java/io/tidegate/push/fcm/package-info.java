/** Tests of this feature. */
@NullMarked
package io.tidegate.push.fcm;

import org.jspecify.annotations.NullMarked;
