package io.tidegate.push.timer;

import java.time.Duration;
import java.util.function.LongSupplier;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;

/**
 * A shard's lock, as far as its holder may believe in it. It is extended between pages, and given
 * back if it still is there. For one thread.
 *
 * <p>Who stood still in a page goes on with it, after its lock, and perhaps after another has done
 * the same page. Nobody can say so to a process that stands still, so it asks the time itself,
 * before each push.
 */
final class ShardLock implements AutoCloseable {
  private final PollSettings settings;
  private final LongSupplier nanos;
  private @Nullable SimpleLock lock;
  private long since;

  /**
   * Just had.
   *
   * @param since when it was asked for
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  ShardLock(SimpleLock lock, PollSettings settings, long since, LongSupplier nanos) {
    this.lock = lock;
    this.settings = settings;
    this.since = since;
    this.nanos = nanos;
  }

  /** Extends it, when it is time; answers whether it is held. */
  boolean isStillHeld() {
    long now = nanos.getAsLong();
    if (lock != null && now - since > unshared().dividedBy(2).toNanos()) {
      since = now;
      lock = lock.extend(settings.lock(), Duration.ZERO).orElse(null);
    }
    return lock != null;
  }

  /**
   * Whether nobody else can have it before Kafka has taken what is sent now, or never will: it does
   * not take what it was not given for so long.
   */
  boolean isSure() {
    return lock != null && nanos.getAsLong() - since < unshared().toNanos();
  }

  private Duration unshared() {
    return settings.lock().minus(settings.acknowledged());
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.unlock();
    }
  }
}
