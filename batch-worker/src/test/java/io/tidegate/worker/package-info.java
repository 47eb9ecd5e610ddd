@NullMarked
package io.tidegate.worker;

import org.jspecify.annotations.NullMarked;
