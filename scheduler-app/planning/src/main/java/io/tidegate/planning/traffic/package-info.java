/** What real users ask of an institution, and what they will probably ask next week. */
@NullMarked
package io.tidegate.planning.traffic;

import org.jspecify.annotations.NullMarked;
