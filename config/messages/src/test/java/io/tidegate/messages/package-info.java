/** Tests of the contracts. */
@NullMarked
package io.tidegate.messages;

import org.jspecify.annotations.NullMarked;
