package io.tidegate.standalone;

import io.tidegate.embedded.KafkaTopics.Topic;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.List;

/** The topics of a system. A topic that exists is left as it is. */
final class SystemTopics {
  /**
   * Commands matter for two minutes; they have many partitions so that lanes spread evenly over the
   * workers. Bodies are kept as long as whoever reads them may be away.
   */
  static final List<Topic> ALL =
      List.of(
          new Topic(Topics.MINUTE_COMMANDS, 48, Duration.ofHours(1)),
          new Topic(Topics.TALLIES, 6, Duration.ofDays(7)),
          new Topic(Topics.BODIES, 12, Duration.ofDays(3)),
          new Topic(Topics.TRAFFIC, 6, Duration.ofDays(7)),
          new Topic(Topics.PUSHES, 12, Duration.ofDays(7)),
          new Topic(Topics.SOCKET_PUSHES, 16, Duration.ofDays(7)),
          new Topic(Topics.DEAD_LETTERS, 3, Duration.ofDays(30)));

  private SystemTopics() {}
}
