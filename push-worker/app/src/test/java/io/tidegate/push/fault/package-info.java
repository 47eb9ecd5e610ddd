/** Push-workers as processes of their own, and what is done to them and to what they need. */
@NullMarked
package io.tidegate.push.fault;

import org.jspecify.annotations.NullMarked;
