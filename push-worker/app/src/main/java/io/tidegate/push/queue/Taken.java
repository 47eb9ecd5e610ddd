package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.util.UUID;

/** A push that was taken from the queue, and where it lay. */
final class Taken {
  private final Push push;
  private final Offsets.Open open;

  Taken(Push push, Offsets.Open open) {
    this.push = push;
    this.open = open;
  }

  Push push() {
    return push;
  }

  UUID device() {
    return push.device();
  }

  /** Whether it may have been taken before, so that it has to be looked up. */
  boolean isMarked() {
    return push.repeated() || push.attempt() > 1 || open.isPerhapsRepeated();
  }

  /** Whether no more of its partition is read before some of it is done. */
  boolean isInFull(int window) {
    return open.isInFull(window);
  }

  /** Whether its partition is about to be another's, or is. */
  boolean isLeaving() {
    return open.isLeaving();
  }

  /** Whether its partition is another's, who sees to it now. */
  boolean isGone() {
    return open.isGone();
  }

  /** Once it is safe elsewhere, or needs no more. */
  void done() {
    open.done();
  }
}
