/** Planning: counts, not lists. How many users an institution gets on each day, in each minute. */
@NullMarked
package io.tidegate.planning;

import org.jspecify.annotations.NullMarked;
