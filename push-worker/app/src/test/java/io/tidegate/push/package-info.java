@NullMarked
package io.tidegate.push;

import org.jspecify.annotations.NullMarked;
