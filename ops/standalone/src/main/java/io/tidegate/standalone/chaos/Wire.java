package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A path between two processes on which something can happen: a TCP proxy that passes on what
 * comes, late or not at all if it is told so, and resets connections. A delay moves everything by
 * the same time and keeps the order; it does not make the path narrower.
 *
 * <p>One thread does all of it, so that it knows when the path stood still without being told to:
 * when a turn of its loop, whose wait is bounded, took much longer than that bound.
 */
final class Wire implements AutoCloseable {
  /** How long a turn waits for something to come. */
  private static final Duration BEAT = Duration.ofMillis(10);

  /**
   * A longer turn is a standstill. Tickets bear 60 ms of jitter, of which this is the larger part.
   */
  private static final Duration LONGEST_TURN = Duration.ofMillis(40);

  private final ServerSocketChannel door;
  private final Selector selector;
  private final IntSupplier target;
  private final InstantSource clock;
  private final Thread loop;
  private final List<Strand> strands = new ArrayList<>();
  private final List<Standstill> standstills = new CopyOnWriteArrayList<>();
  private final Queue<CountDownLatch> cuts = new ConcurrentLinkedQueue<>();
  private volatile long delay;
  private volatile boolean silent;
  private volatile boolean closing;
  private volatile boolean ended;

  /** What ended it, but that it was closed. */
  private volatile @Nullable Throwable broken;

  private Wire(ServerSocketChannel door, Selector selector, IntSupplier target, InstantSource clock)
      throws IOException {
    this.door = door;
    this.selector = selector;
    this.target = target;
    this.clock = clock;
    this.loop =
        Thread.ofPlatform()
            .daemon()
            .name("wire " + door.socket().getLocalPort())
            .unstarted(this::run);
  }

  /**
   * Lays a wire.
   *
   * @param port where it is entered
   * @param target the port where it leads to, asked at each connection
   * @param clock by which standstills are noted
   */
  static Wire from(int port, IntSupplier target, InstantSource clock) throws IOException {
    ServerSocketChannel door = ServerSocketChannel.open();
    try {
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
      door.configureBlocking(false);
      Selector selector = Selector.open();
      door.register(selector, SelectionKey.OP_ACCEPT);
      Wire wire = new Wire(door, selector, target, clock);
      wire.loop.start();
      return wire;
    } catch (IOException e) {
      door.close();
      throw e;
    }
  }

  /** Resets all connections; returns when that is done. */
  void cut() throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    cuts.add(done);
    selector.wakeup();
    if (ended) {
      return;
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** From now on everything comes so much later. */
  void delay(Duration by) {
    delay = by.toNanos();
    selector.wakeup();
  }

  /** From now on nothing passes, until {@link #speak}. */
  void silence() {
    silent = true;
  }

  /** Lets pass what waits, and all that comes. */
  void speak() {
    silent = false;
    selector.wakeup();
  }

  /**
   * Throws if the path ended by itself: of what passed nothing since, nothing can be said.
   *
   * @throws IOException with the reason
   */
  void mustBeWhole() throws IOException {
    if (broken != null) {
      throw new IOException("the path at " + loop.getName() + " is broken", broken);
    }
  }

  /** When the path stood still though nobody had told it to. */
  List<Standstill> standstills() {
    return List.copyOf(standstills);
  }

  /**
   * In how many nanoseconds that may arrive which came at an instant of {@link System#nanoTime};
   * none or fewer if it may now.
   */
  long untilPassage(long cameAt) {
    return silent ? Long.MAX_VALUE : cameAt + delay - System.nanoTime();
  }

  // --- The loop. ---

  private void run() {
    try (door;
        selector) {
      long turned = System.nanoTime();
      while (!closing) {
        boolean busy = turn();
        long now = System.nanoTime();
        // Who had nothing to pass on delayed nothing.
        if (busy && now - turned > LONGEST_TURN.toNanos()) {
          Instant until = clock.instant();
          standstills.add(new Standstill(until.minusNanos(now - turned), until));
        }
        turned = now;
      }
      resetAll();
    } catch (IOException | RuntimeException | Error e) {
      broken = e;
    } finally {
      ended = true;
      cuts.forEach(CountDownLatch::countDown);
    }
  }

  private boolean turn() throws IOException {
    long wait = Math.min(BEAT.toNanos(), untilNext());
    boolean busy = selector.select(this::ready, Math.max(1, Math.ceilDiv(wait, 1_000_000))) > 0;
    for (Strand strand : strands) {
      busy |= strand.passWhatIsDue();
    }
    for (CountDownLatch done = cuts.poll(); done != null; done = cuts.poll()) {
      resetAll();
      done.countDown();
    }
    strands.removeIf(Strand::isOver);
    return busy;
  }

  private long untilNext() {
    return strands.stream().mapToLong(Strand::untilNext).min().orElse(Long.MAX_VALUE);
  }

  /** What is closed is closed in truth when its key is gone, which selecting does. */
  private void resetAll() throws IOException {
    strands.forEach(Strand::reset);
    selector.selectNow(this::ready);
  }

  private void ready(SelectionKey key) {
    if (closing || !key.isValid()) {
      return; // reset in this turn
    }
    if (key.attachment() instanceof Strand strand) {
      strand.ready(key);
    } else {
      admit();
    }
  }

  private void admit() {
    try {
      for (SocketChannel caller = door.accept(); caller != null; caller = door.accept()) {
        connect(caller);
      }
    } catch (IOException e) {
      // The caller has gone, or there are no sockets left: whoever waits is seen in the next turn.
    }
  }

  private void connect(SocketChannel caller) {
    SocketChannel called = null;
    try {
      called = SocketChannel.open();
      for (SocketChannel each : List.of(caller, called)) {
        each.configureBlocking(false);
        each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      called.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()));
      strands.add(new Strand(caller, called, selector, this));
    } catch (IOException | RuntimeException e) {
      reset(caller); // nobody is there
      reset(called);
    }
  }

  /** Closes it so that the other end sees a reset and no end of the stream. */
  static void reset(@Nullable SocketChannel channel) {
    if (channel == null) {
      return;
    }
    try (channel) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    awaitEnd();
  }

  void awaitEnd() throws IOException {
    try {
      loop.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
