package io.tidegate.standalone;

import io.tidegate.embedded.KafkaTopics.Topic;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The topics of a system. A topic that exists is left as it is. */
final class SystemTopics {
  /**
   * Commands matter for two minutes; they have many partitions so that lanes spread evenly over the
   * workers. Bodies are kept as long as whoever reads them may be away.
   */
  private static final List<Topic> FIXED =
      List.of(
          new Topic(Topics.MINUTE_COMMANDS, 48, Duration.ofHours(1)),
          new Topic(Topics.TALLIES, 6, Duration.ofDays(7)),
          new Topic(Topics.BODIES, 12, Duration.ofDays(3)),
          new Topic(Topics.TRAFFIC, 6, Duration.ofDays(7)),
          new Topic(Topics.SOCKET_PUSHES, 16, Duration.ofDays(1)),
          new Topic(Topics.DEAD_LETTERS, 3, Duration.ofDays(30)));

  static final List<Topic> ALL = Stream.concat(FIXED.stream(), ofPushes()).toList();

  /** Pushes lie as long as a timer may let them live. */
  private static Stream<Topic> ofPushes() {
    return Stream.concat(
        Push.CHANNELS.stream()
            .map(channel -> new Topic(Topics.pushes(channel), 12, Duration.ofDays(30))),
        Arrays.stream(PushRetry.values())
            .map(retry -> new Topic(retry.topic(), 3, Duration.ofDays(30))));
  }

  private SystemTopics() {}
}
