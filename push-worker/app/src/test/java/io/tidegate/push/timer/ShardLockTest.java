package io.tidegate.push.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.Test;

/** How long the holder of a shard's lock believes in it. */
class ShardLockTest {
  private static final PollSettings SETTINGS =
      new PollSettings(4000, 2, Duration.ofSeconds(30), Duration.ofSeconds(25), true);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean another = new AtomicBoolean();
  private final ShardLock lock = new ShardLock(new Free(), SETTINGS, 0, nanos::get);

  /** Can be extended for as long as nobody else has it. */
  private final class Free implements SimpleLock {
    @Override
    public void unlock() {}

    @Override
    public Optional<SimpleLock> extend(Duration most, Duration least) {
      assertThat(most).isEqualTo(SETTINGS.lock());
      return another.get() ? Optional.empty() : Optional.of(new Free());
    }
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void whatIsSentIsSureOnlyWhileKafkaWouldHaveItBeforeAnotherHasTheShard() {
    after(Duration.ofMillis(4_999));
    assertThat(lock.isSure()).isTrue();
    after(Duration.ofMillis(1));
    assertThat(lock.isSure()).as("Kafka may take 25 s, and the lock is over after 30").isFalse();
  }

  @Test
  void betweenPagesItIsExtendedBeforeItIsUnsure() {
    for (int page = 0; page < 100; page++) {
      after(Duration.ofMillis(2_400));
      assertThat(lock.isStillHeld()).isTrue();
      assertThat(lock.isSure()).isTrue();
    }
  }

  @Test
  void whatAnotherHasByNowIsHeldNoMoreAndSureNoMore() {
    another.set(true);
    after(Duration.ofMinutes(2));
    assertThat(lock.isStillHeld()).isFalse();
    assertThat(lock.isSure()).isFalse();
  }
}
