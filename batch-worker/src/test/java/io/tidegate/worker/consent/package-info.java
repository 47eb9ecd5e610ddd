@NullMarked
package io.tidegate.worker.consent;

import org.jspecify.annotations.NullMarked;
