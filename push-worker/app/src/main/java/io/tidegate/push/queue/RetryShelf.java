package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the pushes of the retry topics until their time has come, and puts them back on their
 * channel's topic then. So a device's pushes are sent by whoever has its partition, and by nobody
 * else. A crash may put one back twice: those that come back are looked up. Their time is the
 * database's, so a machine whose clock is wrong does as well as any.
 *
 * <p>Of a partition no more than a window is held, and Kafka is told only up to where all is done:
 * so where that is full, those that have to wait long are put behind the others, once a minute.
 */
final class RetryShelf implements QueueThread.Turns {
  private static final Logger LOG = LoggerFactory.getLogger(RetryShelf.class);
  private static final String QUEUE = "retries";
  private static final Duration WAIT = Duration.ofMillis(100);

  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** Who waits for longer makes way for others, and no oftener than this. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private record Buried(Letter letter, Offsets.Open open) {}

  private final HandOn handOn;
  private final DeadLetters letters;
  private final QueueClock clock;
  private final MeterRegistry meters;
  private final Partitions partitions;
  private final Shelf shelf = new Shelf();
  private final Map<TopicPartition, Instant> madeWay = new HashMap<>();
  private final Deque<Buried> buried = new ArrayDeque<>();
  private final Told told = new Told();
  private int moving;

  /** From one of these fields to another. */
  private final Steps steps = new Steps();

  /**
   * One that takes part.
   *
   * @param clock is looked at first; it must be known before anything is taken
   */
  static RetryShelf join(
      Function<Runnable, Partitions> join,
      HandOn handOn,
      DeadLetters letters,
      QueueClock clock,
      MeterRegistry meters) {
    clock.compare();
    return new RetryShelf(join, handOn, letters, clock, meters);
  }

  private RetryShelf(
      Function<Runnable, Partitions> join,
      HandOn handOn,
      DeadLetters letters,
      QueueClock clock,
      MeterRegistry meters) {
    this.handOn = handOn;
    this.letters = letters;
    this.clock = clock;
    this.meters = meters;
    this.partitions = join.apply(this::letGo);
  }

  @Override
  public void turn() {
    ConsumerRecords<byte[], byte[]> more = partitions.poll(WAIT);
    steps.mustBeWhole();
    steps.take(() -> more.forEach(this::take));
    partitions.commitAndPause();
    steps.take(told::hear);
    clock.compare();
    Instant now = clock.instant();
    steps.take(() -> putBack(now));
    steps.take(() -> partitions.full().forEach(partition -> makeWay(partition, now)));
    settle();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Offsets.Open open = partitions.take(record);
    try {
      Push push = Legible.push(record.value(), null);
      shelf.add(new Shelf.Shelved(record, push, time(notBefore(record), push), open));
    } catch (IllegalArgumentException e) {
      bury(Letter.unreadable(record, "", String.valueOf(e.getMessage()), clock.instant()), open);
    }
  }

  /**
   * Who expires before its time comes is dropped and counted when it expires. What would have to
   * wait for longer than anything does was put off by a wrong clock.
   */
  private Instant time(Instant notBefore, Push push) {
    Instant longest = clock.instant().plus(Next.longest());
    Instant time = notBefore.isBefore(longest) ? notBefore : longest;
    return time.isBefore(push.expires()) ? time : push.expires();
  }

  private static Instant notBefore(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(PushRetry.NOT_BEFORE);
    if (header == null) {
      return Instant.EPOCH;
    }
    byte[] value = header.value();
    if (value == null) {
      throw new IllegalArgumentException("its header not-before is empty");
    }
    try {
      return Instant.parse(new String(value, US_ASCII));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("its header not-before is no instant", e);
    }
  }

  private void putBack(Instant now) {
    for (Shelf.Shelved one = shelf.due(now); one != null; one = shelf.due(now)) {
      putBack(one);
    }
  }

  private void putBack(Shelf.Shelved one) {
    handOn.back(HandOn.key(one.push()), one.record().value(), one.push().channel(), moved(one));
    moving++;
  }

  /** In a partition that is full, puts those that have to wait long behind the others. */
  private void makeWay(TopicPartition partition, Instant now) {
    Instant before = madeWay.get(partition);
    if (before != null && now.isBefore(before.plus(LONG))) {
      return;
    }
    for (Shelf.Shelved one : shelf.later(partition, now.plus(LONG))) {
      madeWay.put(partition, now);
      handOn.behind(one.record(), one.notBefore(), moved(one));
      moving++;
    }
  }

  private Consumer<@Nullable Exception> moved(Shelf.Shelved one) {
    return error ->
        told.add(
            () -> {
              moving--;
              if (error == null) {
                one.open().done();
              } else if (!one.open().isGone()) {
                shelf.add(one);
              }
            });
  }

  private void bury(Letter letter, Offsets.Open open) {
    LOG.error("what lies at {} is no push and is buried: {}", letter.id(), letter.said());
    handOn.bury(
        letter,
        error ->
            told.add(
                () -> {
                  moving--;
                  if (error == null) {
                    buried.add(new Buried(letter, open));
                  } else {
                    bury(letter, open);
                  }
                }));
    moving++;
  }

  /** Writes down what was buried; what could not be written down now is by a later turn. */
  private void settle() {
    for (Buried one = buried.peek(); one != null; one = buried.peek()) {
      try {
        letters.add(List.of(one.letter()));
      } catch (RuntimeException e) {
        String refused = Refusal.in(e);
        if (refused == null) {
          throw e;
        }
        LOG.error("dead letter {} is on its topic only: {}", one.letter().id(), refused);
      }
      one.open().done();
      buried.remove();
    }
  }

  private void letGo() {
    long began = System.nanoTime();
    try {
      steps.take(() -> shelf.forget(one -> one.open().isLeaving()));
      while (moving > 0 && System.nanoTime() - began < DRAIN.toNanos()) {
        steps.take(() -> told.hearNext(Duration.ofMillis(10)));
      }
      settle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // then they come back twice, and are looked up
      LOG.warn("partitions of retries were given back with pushes under way", e);
    }
  }

  @Override
  public void failed() {
    QueueMetrics.failed(meters, QUEUE);
  }

  @Override
  public boolean isHarmless(Throwable brokeOff) {
    return steps.areWhole(brokeOff);
  }

  @Override
  public void abandon() {
    partitions.tellNoMore();
    try {
      QueueMetrics.abandoned(meters, QUEUE);
    } finally {
      end();
    }
  }

  @Override
  public void end() {
    partitions.close();
  }
}
