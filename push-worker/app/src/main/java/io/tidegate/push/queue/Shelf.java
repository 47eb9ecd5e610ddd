package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Pushes that wait for their time; with the same, in the order they came. For one thread. */
final class Shelf {
  /**
   * One of them.
   *
   * @param record as it lies on its retry topic
   * @param notBefore its time
   */
  record Shelved(
      ConsumerRecord<byte[], byte[]> record, Push push, Instant notBefore, Offsets.Open open) {
    TopicPartition partition() {
      return new TopicPartition(record.topic(), record.partition());
    }
  }

  private static final Comparator<Shelved> ORDER =
      Comparator.comparing(Shelved::notBefore).thenComparingLong(one -> one.record().offset());

  private final PriorityQueue<Shelved> all = new PriorityQueue<>(ORDER);

  void add(Shelved one) {
    all.add(one);
  }

  /** Takes one whose time has come; null if there is none. */
  @Nullable Shelved due(Instant now) {
    Shelved first = all.peek();
    return first == null || first.notBefore().isAfter(now) ? null : all.remove();
  }

  /** Takes those of a partition whose time comes after an instant, in their order. */
  List<Shelved> later(TopicPartition partition, Instant than) {
    List<Shelved> taken = new ArrayList<>();
    all.removeIf(
        one ->
            one.notBefore().isAfter(than) && one.partition().equals(partition) && taken.add(one));
    taken.sort(ORDER);
    return taken;
  }

  /** Forgets those that are meant. */
  void forget(Predicate<Shelved> which) {
    all.removeIf(which);
  }
}
