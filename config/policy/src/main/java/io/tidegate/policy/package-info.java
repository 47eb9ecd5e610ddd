/** Institutions: what their files say and what follows from it. */
@NullMarked
package io.tidegate.policy;

import org.jspecify.annotations.NullMarked;
