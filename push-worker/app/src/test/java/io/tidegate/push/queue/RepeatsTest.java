package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Specimens;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes unmarked behind a repeat of it. */
class RepeatsTest {
  private static final Push PUSH = Specimens.push("fcm");
  private static final Instant NOW = PUSH.due();

  /** A page of the largest of each shard, and more than a device for each timer. */
  private static final int TAKE_OVER = 200_000;

  private final Repeats repeats = new Repeats();
  private final Offsets offsets = new Offsets(0);
  private long next = QueueSettings.FARTHEST; // what is nearer to the begin is looked up anyway

  private boolean isMarked(Push push, Instant now) {
    return repeats.isMarked(new Taken(push, offsets.take(next++)), now);
  }

  private static Push named(String id) {
    return Specimens.named(PUSH, id);
  }

  private long marked(String name, int count, Instant now) {
    return IntStream.range(0, count).filter(i -> isMarked(named(name + i), now)).count();
  }

  @Test
  void allOfATakeOverAreKnownForAQuarterOfAnHourAndHardlyAnyOther() {
    assertThat(marked("unknown ", 1_000, NOW)).isZero();
    for (int i = 0; i < TAKE_OVER; i++) {
      assertThat(isMarked(named("timer " + i).again(), NOW.plusMillis(i))).isTrue();
    }
    Instant later = NOW.plus(Duration.ofMinutes(15));
    assertThat(marked("timer ", TAKE_OVER, later)).isEqualTo(TAKE_OVER);
    assertThat(marked("other ", 100_000, later)).isLessThan(100);
    assertThat(marked("timer ", TAKE_OVER, later.plus(Duration.ofMinutes(20)))).isZero();
  }

  @Test
  void whatIsTriedAgainIsLookedUpAndNotRemembered() {
    assertThat(isMarked(named("a").next(), NOW)).isTrue();
    assertThat(isMarked(named("a"), NOW)).isFalse();
  }

  @Test
  void afterALongQuietTimeNothingIsKnown() {
    assertThat(isMarked(named("a").again(), NOW)).isTrue();
    assertThat(isMarked(named("a"), NOW.plus(Duration.ofHours(1)))).isFalse();
  }
}
