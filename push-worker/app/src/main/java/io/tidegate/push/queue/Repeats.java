package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Pushes of repeated pages that came a short time ago, all of them. A page is repeated because
 * whoever had it before died or stood still; who stood still and goes on gives Kafka what it had in
 * memory, unmarked and behind the repeat. What made way looks the same and is remembered too, which
 * costs a look-up if its id comes again.
 */
final class Repeats {
  /**
   * Remembered for so long at least, and for twice as long at most. Who stood still gives Kafka
   * nothing that is older than the time-out of its producer, a third of a minute; what it had
   * written to a connection may come until Kafka closes that, after ten minutes.
   */
  private static final Duration LIFE = Duration.ofMinutes(15);

  private Instant began = Instant.MIN;
  private @Nullable KeySet young;
  private @Nullable KeySet old;

  /** Whether it may have been sent before, so that it has to be looked up. */
  synchronized boolean isMarked(Taken taken, Instant now) {
    forget(now);
    Push push = taken.push();
    if (push.repeated() && push.attempt() == 1) {
      remember(push);
      return true;
    }
    return taken.isMarked() || isKnown(push);
  }

  private void remember(Push push) {
    if (young == null) {
      young = new KeySet();
    }
    young.add(push.key());
  }

  private boolean isKnown(Push push) {
    return (young != null && young.mayHave(push.key())) || (old != null && old.mayHave(push.key()));
  }

  /** What came in the last span but one. */
  private void forget(Instant now) {
    if (now.isBefore(began.plus(LIFE))) {
      return;
    }
    old = now.isBefore(began.plus(LIFE.multipliedBy(2))) ? young : null;
    young = null;
    began = now;
  }
}
