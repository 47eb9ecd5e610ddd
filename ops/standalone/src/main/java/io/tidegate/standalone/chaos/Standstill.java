package io.tidegate.standalone.chaos;

import java.time.Instant;

/**
 * A span in which a path of ours stood still: what came in it was passed on late, and in a heap.
 *
 * @param from when the path was last seen awake
 * @param until when it was awake again, and what had waited was passed on
 */
record Standstill(Instant from, Instant until) {}
