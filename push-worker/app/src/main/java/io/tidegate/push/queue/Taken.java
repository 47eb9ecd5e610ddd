package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A push that was taken from the queue, and where it lay. For one thread. */
final class Taken {
  private final Push push;
  private final Offsets.Open open;

  /** How long it waited behind others of its device that were sent, and how many they were. */
  private Duration behind = Duration.ZERO;

  private int before;

  /** Since when it waits behind another; null if it does not. */
  private @Nullable Instant since;

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

  /** One more of its device is under way before it. */
  void waitBehind(Instant now) {
    since = now;
    before++;
  }

  /** That one has its answer; what holds this one up from now on is nothing of its device's. */
  void waitNoMore(Instant now) {
    behind = behindFor(now);
    since = null;
  }

  /** How long it has waited behind others of its device. */
  Duration behindFor(Instant now) {
    return since == null ? behind : behind.plus(Duration.between(since, now));
  }

  /** How long each of those before it took, about. */
  Duration eachBefore(Instant now) {
    return behindFor(now).dividedBy(Math.max(1, before));
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
