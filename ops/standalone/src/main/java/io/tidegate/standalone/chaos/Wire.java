package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A path between two processes on which something can happen: a TCP proxy that passes on what
 * comes, late or not at all if it is told so, and resets connections. A delay moves everything by
 * the same time and keeps the order; it does not make the path narrower.
 */
final class Wire implements AutoCloseable {
  private final ServerSocket door;
  private final IntSupplier target;
  private final Set<Strand> strands = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long delay;
  private volatile CountDownLatch passable = new CountDownLatch(0);

  private Wire(ServerSocket door, IntSupplier target) {
    this.door = door;
    this.target = target;
  }

  /**
   * Lays a wire.
   *
   * @param port where it is entered
   * @param target the port where it leads to, asked at each connection
   */
  static Wire from(int port, IntSupplier target) throws IOException {
    ServerSocket door = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    Wire wire = new Wire(door, target);
    Thread.ofVirtual().name("wire " + port).start(wire::open);
    return wire;
  }

  /** Resets all connections. */
  void cut() {
    strands.forEach(Strand::reset);
  }

  /** From now on everything comes so much later. */
  void delay(Duration by) {
    delay = by.toNanos();
  }

  /** From now on nothing passes, until {@link #speak}. */
  void silence() {
    passable = new CountDownLatch(1);
  }

  /** Lets pass what waits, and all that comes. */
  void speak() {
    passable.countDown();
  }

  /** Waits until that may arrive which came at an instant of {@link System#nanoTime}. */
  void awaitPassage(long cameAt) throws InterruptedException {
    long left = cameAt + delay - System.nanoTime();
    if (delay > 0 && left > 0) {
      var _ = closed.await(left, TimeUnit.NANOSECONDS);
    }
    passable.await();
  }

  private void open() {
    while (closed.getCount() > 0) {
      try {
        Socket caller = door.accept();
        Thread.ofVirtual().start(() -> connect(caller));
      } catch (IOException e) {
        return; // the door is shut
      }
    }
  }

  private void connect(Socket caller) {
    Strand strand;
    try {
      Socket called = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
      strand = new Strand(caller, called, this);
    } catch (IOException | RuntimeException e) {
      Strand.reset(caller); // nobody is there
      return;
    }
    strands.add(strand);
    if (closed.getCount() == 0) {
      strand.reset();
    }
    strand.pass();
    strands.remove(strand);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    passable.countDown();
    door.close();
    cut();
  }
}
