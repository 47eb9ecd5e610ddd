package io.tidegate.push.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this process has of some topics. It takes records, tells Kafka up to where
 * all is done, and knows for how long it may still believe that the partitions are its own: every
 * two seconds it tells Kafka something, and Kafka refuses who is no member. A process that was
 * stopped, or that Kafka cannot be reached from, stops by itself before others take over. For one
 * thread.
 */
final class Partitions implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

  /** Kafka takes a member that is silent for so long for dead. */
  static final Duration SESSION = Duration.ofSeconds(10);

  private static final Duration BELIEVED = Duration.ofSeconds(7);
  private static final Duration SAY_SOMETHING = Duration.ofSeconds(2);
  private static final Duration BETWEEN_COMMITS = Duration.ofMillis(100);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

  /** Without a bound Kafka is asked for a minute, and answers wait that nobody hears. */
  private static final Duration AT_ONCE = Duration.ofMillis(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Collection<String> topics;
  private final int window;
  private final Runnable letGo;
  private final Map<TopicPartition, Offsets> held = new HashMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private final LongSupplier nanos;
  private long pollBegan;
  private long lastWord;
  private long lastSent;
  private boolean silent;
  private int all;

  /**
   * Joins the group.
   *
   * @param window the most that is open of a partition
   * @param letGo called when partitions are leaving: it returns when no more comes of what was
   *     begun, or when it will wait no longer
   * @param nanos the time that leases run by, as {@link System#nanoTime} tells it
   */
  Partitions(
      Consumer<byte[], byte[]> consumer,
      Collection<String> topics,
      int window,
      Runnable letGo,
      LongSupplier nanos) {
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    this.window = window;
    this.letGo = letGo;
    this.nanos = nanos;
    this.pollBegan = nanos.getAsLong();
    this.lastWord = pollBegan - BELIEVED.toNanos();
    this.lastSent = lastWord;
    consumer.subscribe(this.topics, this);
  }

  /** Reads what there is; must be called every few seconds. */
  ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    pollBegan = nanos.getAsLong();
    return consumer.poll(wait);
  }

  /** Takes a record of the last poll. */
  Offsets.Open take(ConsumerRecord<byte[], byte[]> record) {
    return held.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()),
            partition -> new Offsets(record.offset()))
        .take(record.offset());
  }

  /** Those that have enough open: no more of them is read. */
  Set<TopicPartition> full() {
    return Set.copyOf(paused);
  }

  /** Whether nobody else can have these partitions yet. */
  boolean isSure() {
    return nanos.getAsLong() - lastWord < BELIEVED.toNanos();
  }

  /** The time that leases run by, as {@link System#nanoTime} tells it. */
  long nanos() {
    return nanos.getAsLong();
  }

  /** This process's part of all partitions that are known, 0 to 1. */
  double share() {
    try {
      int known =
          topics.stream().mapToInt(topic -> consumer.partitionsFor(topic, AT_ONCE).size()).sum();
      all = known == 0 ? all : known;
    } catch (TimeoutException e) {
      // A consumer whose brokers are all away forgets its topics: there are as many as there were.
    }
    return (double) consumer.assignment().size() / Math.max(1, all);
  }

  /** Records that are on the topics and were not taken yet, as far as is known. */
  long untaken() {
    long sum = 0;
    for (TopicPartition partition : consumer.assignment()) {
      sum += consumer.currentLag(partition).orElse(0);
    }
    return sum;
  }

  /** Tells Kafka how far all is, and takes no more of partitions that have enough open. */
  void commitAndPause() {
    commit();
    pauseWhereFull();
  }

  /**
   * Tells Kafka how far all is, and reads no more. It takes who is closing for dead after {@link
   * #SESSION}: whoever has something to wait for before it closes must do this meanwhile.
   */
  void commitAndStay(Duration wait) {
    consumer.pause(consumer.assignment());
    var _ = poll(wait);
    commit();
  }

  private void commit() {
    long now = nanos.getAsLong();
    if (now - lastSent >= BETWEEN_COMMITS.toNanos()) {
      Map<TopicPartition, OffsetAndMetadata> ahead = positions(true);
      if (ahead.isEmpty() && now - lastSent >= SAY_SOMETHING.toNanos()) {
        ahead = positions(false);
      }
      if (!ahead.isEmpty()) {
        lastSent = now;
        consumer.commitAsync(ahead, (offsets, error) -> committed(offsets, error, now));
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> positions(boolean ahead) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    if (silent) {
      return positions;
    }
    for (Map.Entry<TopicPartition, Offsets> one : held.entrySet()) {
      if (ahead ? one.getValue().isAhead() : positions.isEmpty()) {
        positions.put(one.getKey(), new OffsetAndMetadata(one.getValue().done()));
      }
    }
    return positions;
  }

  private void committed(
      Map<TopicPartition, OffsetAndMetadata> positions, Exception error, long sent) {
    if (error != null) {
      LOG.debug("Kafka did not take offsets; they are sent again", error);
      return;
    }
    lastWord = Math.max(lastWord, sent);
    positions.forEach(
        (partition, position) -> {
          Offsets offsets = held.get(partition);
          if (offsets != null) {
            offsets.committed(position.offset());
          }
        });
  }

  private void pauseWhereFull() {
    held.forEach(
        (partition, offsets) -> {
          if (offsets.isFull(window)) {
            if (paused.add(partition)) {
              consumer.pause(Set.of(partition));
            }
          } else if (paused.remove(partition)) {
            consumer.resume(Set.of(partition));
          }
        });
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    lastWord = Math.max(lastWord, pollBegan);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.stream().map(held::get).filter(found -> found != null).forEach(Offsets::leave);
    letGo.run();
    Map<TopicPartition, OffsetAndMetadata> last = positions(true);
    last.keySet().retainAll(Set.copyOf(partitions));
    if (!last.isEmpty()) {
      try {
        consumer.commitSync(last, LAST_COMMIT);
      } catch (CommitFailedException e) {
        LOG.info("partitions were another's already: {}", e.getMessage());
      } catch (KafkaException e) {
        LOG.warn("the last offsets of partitions that are given back are not known to Kafka", e);
      }
    }
    remove(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    LOG.warn("partitions were taken by others: {}", partitions);
    remove(partitions);
    letGo.run();
  }

  private void remove(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Offsets offsets = held.remove(partition);
      paused.remove(partition);
      if (offsets != null) {
        offsets.lose();
      }
    }
  }

  /** What was done is not to be trusted: Kafka hears no more of it, and gives all of it again. */
  void tellNoMore() {
    silent = true;
  }

  /** Gives all partitions back. */
  void close() {
    consumer.close();
  }
}
