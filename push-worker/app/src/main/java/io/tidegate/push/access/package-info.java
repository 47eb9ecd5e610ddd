/** Who may ask: the company's backend by its service token, a device by a user token. */
@NullMarked
package io.tidegate.push.access;

import org.jspecify.annotations.NullMarked;
