package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far partitions are, look by look, and which of them stand still with pushes on them. */
final class Progress {
  /**
   * A partition at one look.
   *
   * @param done up to where (exclusive) all is done
   * @param end where the next record comes
   */
  record Reach(long done, long end) {
    long lag() {
      return Math.max(0, end - done);
    }
  }

  /**
   * A partition that stands still.
   *
   * @param since the look at which it was last seen to move, or to have nothing
   */
  record Stuck(String topic, int partition, long lag, Instant since) {}

  private record Seen(Reach reach, Instant since) {
    Seen then(Seen after) {
      boolean still = reach.lag() > 0 && reach.done() == after.reach.done();
      return still ? new Seen(after.reach, since) : after;
    }
  }

  private final Map<TopicPartition, Seen> seen = new HashMap<>();

  /** A look at one partition. */
  void see(TopicPartition partition, Reach reach, Instant now) {
    seen.merge(partition, new Seen(reach, now), (before, after) -> before.then(after));
  }

  /** Records of a topic that are not done. */
  long lag(String topic) {
    return seen.entrySet().stream()
        .filter(one -> one.getKey().topic().equals(topic))
        .mapToLong(one -> one.getValue().reach.lag())
        .sum();
  }

  /** Whether a topic was ever seen. */
  boolean knows(String topic) {
    return seen.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  /** Partitions of a topic that have stood still for so long, with pushes on them. */
  List<Stuck> stuck(String topic, Duration allowed, Instant now) {
    return seen.entrySet().stream()
        .filter(one -> one.getKey().topic().equals(topic))
        .filter(one -> one.getValue().reach.lag() > 0)
        .filter(one -> !now.isBefore(one.getValue().since.plus(allowed)))
        .map(
            one ->
                new Stuck(
                    topic,
                    one.getKey().partition(),
                    one.getValue().reach.lag(),
                    one.getValue().since))
        .sorted(Comparator.comparing(Stuck::since).thenComparingInt(Stuck::partition))
        .toList();
  }
}
