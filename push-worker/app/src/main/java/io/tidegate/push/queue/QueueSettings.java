package io.tidegate.push.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How pushes are taken from the queue.
 *
 * @param enabled whether this process sends at all
 * @param group name of the Kafka group that shares the partitions
 * @param window the most pushes of a partition that are under way; what a crash may repeat
 * @param inFlight the most requests of a channel without an answer
 * @param answer after how long without an answer a push counts as failed; longer by a second than
 *     each channel's time-out
 * @param patience how long a push may wait for its app's limit, or behind others of its device,
 *     before it makes way for others
 * @param deadLettersKept how long dead letters are kept
 */
@ConfigurationProperties("tidegate.push.queue")
public record QueueSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("tidegate-push") String group,
    @DefaultValue("1000") int window,
    @DefaultValue("500") int inFlight,
    @DefaultValue("20s") Duration answer,
    @DefaultValue("5s") Duration patience,
    @DefaultValue("90d") Duration deadLettersKept) {
  private static final int LARGEST_WINDOW = 5_000;

  /** Records that a poll may bring beyond the window. */
  static final int POLL = 500;

  /** By how much a channel's own time-out must be shorter than the queue's. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** How far beyond Kafka's word whoever had a partition before may have come, at most. */
  static final int FARTHEST = LARGEST_WINDOW + POLL;

  public QueueSettings {
    if (group.isBlank()) {
      throw new IllegalArgumentException("tidegate.push.queue.group must not be empty");
    }
    if (window < 1 || window > LARGEST_WINDOW) {
      throw new IllegalArgumentException(
          "tidegate.push.queue.window must be 1 to %d, but is %d"
              .formatted(LARGEST_WINDOW, window));
    }
    if (inFlight < 1 || inFlight > 10_000) {
      throw new IllegalArgumentException(
          "tidegate.push.queue.in-flight must be 1 to 10000, but is " + inFlight);
    }
    if (answer.isNegative() || answer.isZero() || answer.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.queue.answer must be up to 2m, but is " + answer);
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.queue.patience must be 0s to 1m, but is " + patience);
    }
    if (deadLettersKept.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.push.queue.dead-letters-kept must be 1d or more, but is " + deadLettersKept);
    }
  }

  /**
   * Sees to it that a channel gives a push up before the queue does: what the queue has given up
   * and tries again must not be accepted afterwards.
   *
   * @param name of the channel's setting
   * @throws IllegalArgumentException if it does not fit
   */
  public void mustHold(String name, Duration timeout) {
    if (timeout.plus(MARGIN).compareTo(answer) > 0) {
      throw new IllegalArgumentException(
          "%s must be shorter by %s than tidegate.push.queue.answer (%s), but is %s"
              .formatted(name, MARGIN, answer, timeout));
    }
  }
}
