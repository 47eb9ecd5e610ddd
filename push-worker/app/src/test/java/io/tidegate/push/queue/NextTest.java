package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NextTest {
  private static final Instant NOW = Instant.parse("2026-03-07T00:00:00Z");

  private static Push push(int attempt, Duration left) {
    return new Push(
        "a",
        null,
        null,
        "ann",
        new UUID(0, 1),
        "fcm",
        "bank",
        "Rent",
        "",
        null,
        Map.of(),
        NOW.minusSeconds(5),
        NOW.plus(left),
        null,
        attempt,
        false);
  }

  private static Next after(Answer answer, int attempt, Duration left, double chance) {
    return Next.after(answer, push(attempt, left), NOW, chance);
  }

  @Test
  void failuresAreTriedAgainAtRisingDelaysWithJitter() {
    Answer failed = new Answer.Transient("503");
    Duration day = Duration.ofDays(1);
    assertThat(after(failed, 1, day, 0))
        .isEqualTo(new Next.Again(PushRetry.TEN_SECONDS, NOW.plusSeconds(10)));
    assertThat(after(failed, 1, day, 1))
        .isEqualTo(new Next.Again(PushRetry.TEN_SECONDS, NOW.plusSeconds(15)));
    assertThat(after(failed, 2, day, 0))
        .isEqualTo(new Next.Again(PushRetry.ONE_MINUTE, NOW.plusSeconds(60)));
    assertThat(after(failed, 3, day, 0))
        .isEqualTo(new Next.Again(PushRetry.FIVE_MINUTES, NOW.plusSeconds(300)));
    assertThat(after(failed, 40, day, 0))
        .isEqualTo(new Next.Again(PushRetry.TWENTY_MINUTES, NOW.plusSeconds(1200)));
  }

  @Test
  void whatIsThrottledWaitsAtLeastAsLongAsItWasTold() {
    assertThat(after(new Answer.Throttled(Duration.ofSeconds(90), "429"), 1, Duration.ofDays(1), 0))
        .isEqualTo(new Next.Again(PushRetry.ONE_MINUTE, NOW.plusSeconds(90)));
    assertThat(after(new Answer.Throttled(Duration.ZERO, "429"), 1, Duration.ofDays(1), 0))
        .isEqualTo(new Next.Again(PushRetry.TEN_SECONDS, NOW.plusSeconds(10)));
  }

  @Test
  void nothingWaitsLongerOnARetryTopicThanItIsWatchedFor() {
    for (int second = 0; second <= 3_600; second++) {
      Duration pause = Duration.ofSeconds(second);
      for (Answer answer :
          List.of(
              new Answer.Throttled(pause, "429"),
              new Answer.Postponed(pause, "429"),
              new Answer.Transient("503"))) {
        assertThat(after(answer, 1 + second % 6, Duration.ofDays(1), 1))
            .isInstanceOfSatisfying(
                Next.Again.class,
                again ->
                    assertThat(Duration.between(NOW, again.at()))
                        .isLessThanOrEqualTo(Next.longest(again.retry())));
      }
    }
  }

  @Test
  void whoCouldComeBackOnlyAfterItsEndIsGivenUpNow() {
    assertThat(after(new Answer.Transient("503"), 1, Duration.ofSeconds(10), 0))
        .isEqualTo(new Next.Dead("out-of-time", "transient: 503", null));
    assertThat(after(new Answer.Transient("503"), 1, Duration.ofSeconds(11), 0))
        .isInstanceOf(Next.Again.class);
  }

  @Test
  void theRestIsOver() {
    assertThat(after(new Answer.Accepted(), 1, Duration.ofHours(1), 0))
        .isEqualTo(new Next.Delivered());
    assertThat(after(new Answer.Kept(), 1, Duration.ofHours(1), 0)).isEqualTo(new Next.Kept());
    assertThat(after(new Answer.Refused("400 bad"), 1, Duration.ofHours(1), 0))
        .isEqualTo(new Next.Dead("refused", "400 bad", null));
    assertThat(after(new Answer.TokenDead(NOW, "404"), 1, Duration.ofHours(1), 0))
        .isEqualTo(new Next.Dead("token-dead", "404", NOW));
  }
}
