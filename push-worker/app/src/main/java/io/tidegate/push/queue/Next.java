package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a push after an answer. */
sealed interface Next {
  /** It is written down as delivered. */
  record Delivered() implements Next {}

  /** Its channel sees to it. */
  record Kept() implements Next {}

  /**
   * It is tried again.
   *
   * @param at from when on
   */
  record Again(PushRetry retry, Instant at) implements Next {}

  /**
   * It is given up.
   *
   * @param reason one word
   * @param said what was said last
   * @param deadSince since when its device's token is dead; null if it is not
   */
  record Dead(String reason, String said, @Nullable Instant deadSince) implements Next {}

  /**
   * Decides. What is throttled or postponed waits as long as it was told, what failed, or has a
   * token that is doubted, by the number of its attempts; both a little longer by chance, so that
   * they do not come back all at once. Who could come back only after the end of its life is given
   * up now.
   *
   * @param chance 0 to 1
   */
  static Next after(Answer answer, Push push, Instant now, double chance) {
    return switch (answer) {
      case Answer.Accepted _ -> new Delivered();
      case Answer.Kept _ -> new Kept();
      case Answer.TokenDead dead -> new Dead(dead.word(), dead.said(), dead.since());
      case Answer.Refused refused -> new Dead(refused.word(), refused.said(), null);
      case Answer.Throttled throttled ->
          again(
              PushRetry.within(throttled.pause()), throttled.pause(), throttled, push, now, chance);
      case Answer.Postponed postponed ->
          again(
              PushRetry.within(postponed.pause()), postponed.pause(), postponed, push, now, chance);
      case Answer.TokenDoubted doubted -> later(doubted, push, now, chance);
      case Answer.Transient failed -> later(failed, push, now, chance);
    };
  }

  private static Next later(Answer answer, Push push, Instant now, double chance) {
    PushRetry retry = PushRetry.after(push.attempt());
    return again(retry, retry.delay(), answer, push, now, chance);
  }

  private static Next again(
      PushRetry retry, Duration least, Answer answer, Push push, Instant now, double chance) {
    Instant at = now.plus(withJitter(longer(least, retry.delay()), chance));
    return at.isBefore(push.expires())
        ? new Again(retry, at)
        : new Dead("out-of-time", answer.word() + ": " + answer.said(), null);
  }

  /** The most that anything waits to be tried again. */
  static Duration longest() {
    return withJitter(RetryAfter.MOST, 1);
  }

  /** The most that anything waits on a retry topic. */
  static Duration longest(PushRetry retry) {
    Duration least = RetryAfter.MOST;
    for (PushRetry other : PushRetry.values()) { // what waits for that long is on the other's topic
      if (other.delay().compareTo(retry.delay()) > 0 && other.delay().compareTo(least) < 0) {
        least = other.delay();
      }
    }
    return withJitter(least, 1);
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Up to half as long again. */
  static Duration withJitter(Duration delay, double chance) {
    return delay.plusMillis(Math.round(delay.toMillis() * chance / 2));
  }
}
