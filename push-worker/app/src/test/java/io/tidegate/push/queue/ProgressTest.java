package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Instant T = Instant.parse("2026-03-07T00:00:00Z");
  private static final Duration ALLOWED = Duration.ofMinutes(2);
  private final Progress progress = new Progress();

  private void see(int partition, long done, long end, int seconds) {
    progress.see(
        new TopicPartition("t", partition), new Progress.Reach(done, end), T.plusSeconds(seconds));
  }

  @Test
  void aPartitionThatStandsStillWithPushesOnItIsStuckAndSaysSinceWhen() {
    see(3, 10, 10, 0);
    see(3, 10, 12, 300);
    see(3, 10, 13, 419);
    assertThat(progress.stuck("t", ALLOWED, T.plusSeconds(419))).isEmpty();
    see(3, 10, 14, 420);
    assertThat(progress.stuck("t", ALLOWED, T.plusSeconds(420)))
        .containsExactly(new Progress.Stuck("t", 3, 4, T.plusSeconds(300)));
  }

  @Test
  void onePartitionThatMovesHidesNoneThatDoesNot() {
    for (int second = 0; second <= 600; second += 10) {
      see(0, second, 1000, second);
      see(1, 5, 6, second);
      see(2, 7, 7, second);
    }
    assertThat(progress.stuck("t", ALLOWED, T.plusSeconds(600)))
        .extracting(Progress.Stuck::partition)
        .containsExactly(1);
    assertThat(progress.lag("t")).isEqualTo(401);
    assertThat(progress.stuck("other", ALLOWED, T.plusSeconds(600))).isEmpty();
  }

  @Test
  void whatMovesAgainIsStuckNoMore() {
    see(0, 5, 6, 0);
    see(0, 5, 6, 200);
    see(0, 6, 9, 201);
    assertThat(progress.stuck("t", ALLOWED, T.plusSeconds(202))).isEmpty();
  }

  @Test
  void theRateIsOfTheLastMinute() {
    Rate rate = new Rate();
    rate.see(0, T);
    assertThat(rate.perSecond()).isZero();
    rate.see(10_000, T.plusSeconds(10));
    assertThat(rate.perSecond()).isEqualTo(1000);
    for (int second = 20; second <= 120; second += 10) {
      rate.see(10_000 + second, T.plusSeconds(second));
    }
    assertThat(rate.perSecond()).isEqualTo(1);
  }
}
