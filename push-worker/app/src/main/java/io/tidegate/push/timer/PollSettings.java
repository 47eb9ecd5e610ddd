package io.tidegate.push.timer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How due timers are found.
 *
 * @param page timers whose pushes are acknowledged together; what a crash may repeat
 * @param threads how many shards are worked on at once
 * @param lock after how long another push-worker takes over from one that died
 * @param acknowledged how long Kafka may take for a page
 * @param enabled whether this process polls at all
 */
@ConfigurationProperties("tidegate.push.poll")
public record PollSettings(
    @DefaultValue("4000") int page,
    @DefaultValue("2") int threads,
    @DefaultValue("30s") Duration lock,
    @DefaultValue("25s") Duration acknowledged,
    @DefaultValue("true") boolean enabled) {
  /** The most that a page may ever have: after a takeover so many timers count as repeated. */
  static final int LARGEST_PAGE = 20_000;

  public PollSettings {
    if (page < 1 || page > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "tidegate.push.poll.page must be 1 to %d, but is %d".formatted(LARGEST_PAGE, page));
    }
    if (threads < 1 || threads > 16) {
      throw new IllegalArgumentException(
          "tidegate.push.poll.threads must be 1 to 16, but is " + threads);
    }
    if (acknowledged.compareTo(Duration.ofSeconds(1)) < 0
        || acknowledged.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.poll.acknowledged must be 1s to 10m, but is " + acknowledged);
    }
    if (lock.compareTo(acknowledged) <= 0) {
      throw new IllegalArgumentException(
          "tidegate.push.poll.lock must be longer than acknowledged, but they are %s and %s"
              .formatted(lock, acknowledged));
    }
  }
}
