/** Open WebSockets, and which node holds which. */
@NullMarked
package io.tidegate.push.socket;

import org.jspecify.annotations.NullMarked;
