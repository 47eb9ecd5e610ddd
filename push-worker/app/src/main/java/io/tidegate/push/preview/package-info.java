/** What a link shows: title and picture from its page. */
@NullMarked
package io.tidegate.push.preview;

import org.jspecify.annotations.NullMarked;
