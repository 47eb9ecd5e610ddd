package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the pushes of the retry topics until their time has come, and puts them back on their
 * channel's topic then. So a device's pushes are sent by whoever has its partition, and by nobody
 * else. A crash may put one back twice: those that come back are looked up.
 */
final class RetryShelf implements QueueThread.Turns {
  private static final Logger LOG = LoggerFactory.getLogger(RetryShelf.class);
  private static final Duration WAIT = Duration.ofMillis(100);

  private static final Duration DRAIN = Duration.ofSeconds(5);

  private record Shelved(
      ConsumerRecord<byte[], byte[]> record, Push push, Instant notBefore, Offsets.Open open) {}

  private final HandOn handOn;
  private final DeadLetters letters;
  private final InstantSource clock;
  private final Runnable failure;
  private final Partitions partitions;
  private final PriorityQueue<Shelved> shelf =
      new PriorityQueue<>(Comparator.comparing(Shelved::notBefore));
  private final Told told = new Told();
  private int moving;

  /**
   * On a thread of its own.
   *
   * @param failure called when a turn has broken off
   */
  RetryShelf(
      Function<Runnable, Partitions> join,
      HandOn handOn,
      DeadLetters letters,
      InstantSource clock,
      Runnable failure) {
    this.handOn = handOn;
    this.letters = letters;
    this.clock = clock;
    this.failure = failure;
    this.partitions = join.apply(this::letGo);
  }

  @Override
  public void turn() {
    partitions.poll(WAIT).forEach(this::take);
    partitions.commitAndPause();
    told.hear();
    Instant now = clock.instant();
    for (Shelved one = shelf.peek();
        one != null && !one.notBefore().isAfter(now);
        one = shelf.peek()) {
      shelf.remove();
      putBack(one);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Offsets.Open open = partitions.take(record);
    try {
      Push push = Legible.push(record.value(), null);
      shelf.add(new Shelved(record, push, notBefore(record), open));
    } catch (IllegalArgumentException e) {
      bury(Letter.unreadable(record, "", String.valueOf(e.getMessage()), clock.instant()), open);
    }
  }

  private static Instant notBefore(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(PushRetry.NOT_BEFORE);
    try {
      return header == null ? Instant.EPOCH : Instant.parse(new String(header.value(), US_ASCII));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("its header not-before is no instant", e);
    }
  }

  private void putBack(Shelved one) {
    moving++;
    handOn.back(
        HandOn.key(one.push()),
        one.record().value(),
        one.push().channel(),
        error ->
            told.add(
                () -> {
                  moving--;
                  if (error == null) {
                    one.open().done();
                  } else if (!one.open().isGone()) {
                    shelf.add(one);
                  }
                }));
  }

  private void bury(Letter letter, Offsets.Open open) {
    LOG.error("what lies at {} is no push and is buried: {}", letter.id(), letter.said());
    moving++;
    handOn.bury(
        letter,
        error ->
            told.add(
                () -> {
                  moving--;
                  if (error == null) {
                    letters.add(List.of(letter));
                    open.done();
                  } else {
                    bury(letter, open);
                  }
                }));
  }

  private void letGo() {
    shelf.removeIf(one -> one.open().isLeaving());
    long began = System.nanoTime();
    try {
      while (moving > 0 && System.nanoTime() - began < DRAIN.toNanos()) {
        told.hearNext(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // then they come back twice, and are looked up
      LOG.warn("partitions of retries were given back with pushes under way", e);
    }
  }

  @Override
  public void failed() {
    failure.run();
  }

  @Override
  public void end() {
    partitions.close();
  }
}
