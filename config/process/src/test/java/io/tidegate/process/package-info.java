@NullMarked
package io.tidegate.process;

import org.jspecify.annotations.NullMarked;
