package io.tidegate.push.socket;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether this node may still believe in its lease, and sends its sockets away if
 * it may not. Beside the thread of sockets, which would do the same: a database that neither
 * answers nor refuses holds that thread for a minute.
 */
final class LeaseWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final SocketNode node;
  private final HeldSockets held;
  private final Openings openings;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("socket-lease").factory());

  /** Not started yet. */
  LeaseWatch(SocketNode node, HeldSockets held, Openings openings) {
    this.node = node;
    this.held = held;
    this.openings = openings;
  }

  void start() {
    var _ =
        looks.scheduleWithFixedDelay(
            this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  void look() {
    try {
      if (node.isOut()) {
        openings.refuse();
        held.sendAway();
      }
    } catch (RuntimeException | Error e) { // whatever it was: the next look must come
      LOG.error("the lease of this node's sockets was not looked at", e);
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
