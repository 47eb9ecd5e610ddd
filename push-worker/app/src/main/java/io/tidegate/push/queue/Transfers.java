package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pushes and letters on their way to other topics: each is sent again and again until it is safe
 * there. For one thread; Kafka answers on another.
 */
final class Transfers {
  private final HandOn handOn;
  private final Told told = new Told();

  Transfers(HandOn handOn) {
    this.handOn = handOn;
  }

  /**
   * To a retry topic.
   *
   * @param done called when it is safe there
   */
  void retry(Push push, PushRetry retry, Instant at, Runnable done) {
    handOn.retry(push, retry, at, told(done, () -> retry(push, retry, at, done)));
  }

  /**
   * Among the dead letters.
   *
   * @param done called when it is safe there
   */
  void bury(Letter letter, Runnable done) {
    handOn.bury(letter, told(done, () -> bury(letter, done)));
  }

  private Consumer<@Nullable Exception> told(Runnable done, Runnable again) {
    return error -> told.add(error == null ? done : again);
  }

  /** Does what came of those that were sent before. */
  void hear() {
    told.hear();
  }

  /** Whether nothing came of any that was not heard. */
  boolean isQuiet() {
    return told.isEmpty();
  }
}
