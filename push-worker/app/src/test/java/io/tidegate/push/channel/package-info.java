/** Tests of this feature. */
@NullMarked
package io.tidegate.push.channel;

import org.jspecify.annotations.NullMarked;
