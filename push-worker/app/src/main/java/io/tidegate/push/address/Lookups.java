package io.tidegate.push.address;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Asks the machine's resolver, on few threads of its own, and does not wait for long. A user's name
 * server may say nothing, and the JDK's look-up cannot be broken off: on a virtual thread it holds
 * one of 256 carriers, and 256 such held up every request of the process.
 *
 * <p>A host that is known is not waited for, though it is asked again once in half a minute: so
 * those that are sent to all the time are reached also while all threads hang.
 */
final class Lookups {
  /** As long as the JDK remembers, unless it is told otherwise. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private static final Duration KNOWN = Duration.ofMinutes(10);
  private static final int MOST_KNOWN = 10_000;
  private static final int MOST_WAITING = 1_000;

  /** Whoever owns a name may give it thousands. */
  private static final int MOST_ADDRESSES = 16;

  /** The machine's resolver; blocks. */
  interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  private record Known(List<InetAddress> addresses, long since) {}

  private final Names names;
  private final Duration patience;
  private final LongSupplier nanos;
  private final ThreadPoolExecutor threads;
  private final Cache<String, Known> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(KNOWN).build();

  /** Hosts that are asked for just now, also if nobody waits for them any more. */
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> asked =
      new ConcurrentHashMap<>();

  /**
   * Knows nothing yet.
   *
   * @param atOnce the most that are asked for at a time
   * @param patience how long somebody waits for an answer
   * @param nanos the time that what is known ages by, as {@link System#nanoTime} tells it
   */
  Lookups(Names names, int atOnce, Duration patience, LongSupplier nanos) {
    this.names = names;
    this.patience = patience;
    this.nanos = nanos;
    this.threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The addresses of a host, in the resolver's order.
   *
   * @throws UnknownHostException if there are none, or nobody says so in time
   */
  List<InetAddress> of(String host) throws IOException {
    Known before = known.getIfPresent(host);
    if (before != null && isFresh(before)) {
      return before.addresses;
    }
    CompletableFuture<List<InetAddress>> answer = ask(host);
    return before == null ? await(host, answer) : before.addresses;
  }

  /** As {@link #of}, but no older than half a minute: who is known is waited for. */
  List<InetAddress> fresh(String host) throws IOException {
    Known before = known.getIfPresent(host);
    return before != null && isFresh(before) ? before.addresses : await(host, ask(host));
  }

  private boolean isFresh(Known one) {
    return nanos.getAsLong() - one.since < FRESH.toNanos();
  }

  private CompletableFuture<List<InetAddress>> ask(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> others = asked.putIfAbsent(host, mine);
    if (others != null) {
      return others;
    }
    try {
      threads.execute(() -> answer(host, mine));
    } catch (RejectedExecutionException e) {
      asked.remove(host, mine);
      mine.completeExceptionally(new UnknownHostException(host + " waits behind too many others"));
    }
    return mine;
  }

  /** Whoever asks after the answer asks anew. */
  private void answer(String host, CompletableFuture<List<InetAddress>> mine) {
    try {
      List<InetAddress> found = Stream.of(names.of(host)).limit(MOST_ADDRESSES).toList();
      known.put(host, new Known(found, nanos.getAsLong()));
      asked.remove(host, mine);
      mine.complete(found);
    } catch (UnknownHostException | RuntimeException | Error e) {
      asked.remove(host, mine);
      mine.completeExceptionally(e);
    }
  }

  private List<InetAddress> await(String host, CompletableFuture<List<InetAddress>> answer)
      throws IOException {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnknownHostException("%s: no answer within %s".formatted(host, patience));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException unknown
          ? unknown
          : new IOException("%s could not be looked up".formatted(host), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(host);
    }
  }
}
