@NullMarked
package io.tidegate.worker.server;

import org.jspecify.annotations.NullMarked;
