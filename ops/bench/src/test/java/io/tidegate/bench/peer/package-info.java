@NullMarked
package io.tidegate.bench.peer;

import org.jspecify.annotations.NullMarked;
