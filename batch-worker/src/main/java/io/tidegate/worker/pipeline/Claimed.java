package io.tidegate.worker.pipeline;

/** What came of asking for a page. */
sealed interface Claimed {
  /** The page is ours, and so are the lane's tickets in its span. */
  record Yes(ClaimedPage page) implements Claimed {}

  /** Not this time; the next span may be claimed again. */
  record No(String why) implements Claimed {}

  /** Another worker has the span, and so the lane. */
  record Taken() implements Claimed {}
}
