package io.tidegate.worker.pipeline;

import io.tidegate.worker.ring.Page;

/**
 * A claimed page as the lane sees it.
 *
 * @param page the page in the ring
 * @param endsAt nanoTime, counted from before the claim, after which no call of it starts
 */
record OpenPage(Page page, long endsAt) {
  /** Whether no call of it may start any more. */
  boolean isOver(long nanoTime) {
    return endsAt - nanoTime <= 0;
  }
}
