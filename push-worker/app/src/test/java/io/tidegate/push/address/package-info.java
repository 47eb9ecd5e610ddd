@NullMarked
package io.tidegate.push.address;

import org.jspecify.annotations.NullMarked;
