package io.tidegate.worker.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * This process's lease. Ask {@link #held} before every act that only one server may do; it answers
 * from memory in a few nanoseconds.
 */
public final class ServerLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLease.class);

  private final Servers servers;
  private final ServerSettings settings;
  private final LongSupplier nanoTime;
  private final Runnable afterwards;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("server-lease").factory());
  private volatile @Nullable Term term;
  private @Nullable Future<?> beats;
  private boolean troubled;

  /** A registration and the nanoTime at which it must not act any more. */
  private record Term(Registration registration, long end) {}

  /**
   * A lease that is not held yet.
   *
   * @param nanoTime the monotonic clock that the lease is counted by
   * @param afterwards what is closed after the lease was given back
   */
  ServerLease(
      Servers servers, ServerSettings settings, LongSupplier nanoTime, Runnable afterwards) {
    this.servers = servers;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.afterwards = afterwards;
  }

  /** Registers, and renews from then on. Without a database it goes on trying. */
  void start() {
    beat();
    Duration every = settings.heartbeat();
    beats =
        heart.scheduleWithFixedDelay(
            this::beat, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The registration under which this process may act right now; empty when it must not. */
  public Optional<Registration> held() {
    Term now = term;
    return now == null || nanoTime.getAsLong() - now.end >= 0
        ? Optional.empty()
        : Optional.of(now.registration);
  }

  /** Whether this process may still act under that very registration. */
  public boolean holds(long registration) {
    Term now = term;
    return now != null
        && now.registration.number() == registration
        && nanoTime.getAsLong() - now.end < 0;
  }

  /** One heartbeat, or a registration when there is none to renew. */
  void beat() {
    long before = nanoTime.getAsLong();
    try {
      Term now = term;
      if (now != null && servers.heartbeat(now.registration, settings.othersWait())) {
        term = new Term(now.registration, before + settings.lease().toNanos());
      } else {
        Registration fresh = servers.establish(settings.name(), settings.othersWait());
        term = new Term(fresh, before + settings.lease().toNanos());
        LOG.info("registered as {}{}", fresh, now == null ? "" : "; lost " + now.registration);
      }
      troubled = false;
    } catch (RuntimeException e) { // whatever it was: the next beat must come
      if (!troubled) {
        LOG.warn("no heartbeat got through; the lease ends {} after the last", settings.lease(), e);
      }
      troubled = true;
    }
  }

  /** Stops the heartbeats and gives the id back at once. */
  @Override
  public void close() {
    if (beats != null) {
      beats.cancel(true);
    }
    heart.shutdownNow();
    Term now = term;
    term = null;
    if (now != null) {
      try {
        servers.leave(now.registration);
      } catch (DataAccessException e) {
        LOG.warn("{} is free again only after {}", now.registration, settings.othersWait(), e);
      }
    }
    afterwards.run();
  }
}
