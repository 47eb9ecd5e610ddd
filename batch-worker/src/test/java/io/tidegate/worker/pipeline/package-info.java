/** Tests of the minute pipeline, against a real database, a real broker and real HTTP. */
@NullMarked
package io.tidegate.worker.pipeline;

import org.jspecify.annotations.NullMarked;
