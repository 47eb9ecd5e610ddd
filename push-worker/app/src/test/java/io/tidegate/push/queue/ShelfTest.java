package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.push.channel.Specimens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private static final Instant NOON = Instant.parse("2026-03-07T12:00:00Z");

  private final Offsets offsets = new Offsets(0);

  private Shelf.Shelved at(long offset, Instant notBefore) {
    return new Shelf.Shelved(
        new ConsumerRecord<>("retries", 0, offset, new byte[0], new byte[0]),
        Specimens.push("fcm"),
        notBefore,
        offsets.take(offset));
  }

  @Test
  void thoseWithTheSameTimeLeaveInTheOrderInWhichTheyCame() {
    Shelf shelf = new Shelf();
    for (long offset = 0; offset < 100; offset++) {
      shelf.add(at(offset, NOON));
    }
    shelf.add(at(100, NOON.minusMillis(1)));
    List<Long> left = new ArrayList<>();
    for (Shelf.Shelved one = shelf.due(NOON); one != null; one = shelf.due(NOON)) {
      left.add(one.record().offset());
    }
    assertThat(left.removeFirst()).isEqualTo(100);
    assertThat(left).hasSize(100).isSorted();
  }

  @Test
  void thoseThatMakeWayDoSoInTheirOrder() {
    Shelf shelf = new Shelf();
    for (long offset = 0; offset < 100; offset++) {
      shelf.add(at(offset, NOON.plusSeconds(offset * 37 % 100)));
    }
    TopicPartition partition = new TopicPartition("retries", 0);
    assertThat(shelf.later(partition, NOON.plusSeconds(49)))
        .hasSize(50)
        .extracting(Shelf.Shelved::notBefore)
        .isSorted();
  }
}
