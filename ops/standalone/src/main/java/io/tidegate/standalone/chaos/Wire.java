package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
  private static final int PIECES = 1024;

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
    try {
      Socket called = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
      caller.setTcpNoDelay(true);
      called.setTcpNoDelay(true);
      new Strand(caller, called).run();
    } catch (IOException | RuntimeException e) {
      reset(caller); // nobody is there
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is gone already.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing left to lose.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    passable.countDown();
    door.close();
    cut();
  }

  /** Bytes, and when they came; none at all for the end of the stream. */
  private static final class Piece {
    final byte[] bytes;
    final long cameAt;

    Piece(byte[] bytes, long cameAt) {
      this.bytes = bytes;
      this.cameAt = cameAt;
    }
  }

  /** One connection. */
  private final class Strand {
    private final Socket caller;
    private final Socket called;
    private final CountDownLatch directions = new CountDownLatch(2);

    Strand(Socket caller, Socket called) {
      this.caller = caller;
      this.called = called;
    }

    void run() {
      strands.add(this);
      pass(caller, called);
      pass(called, caller);
      if (closed.getCount() == 0) {
        reset();
      }
      try {
        directions.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        strands.remove(this);
        Wire.close(caller);
        Wire.close(called);
      }
    }

    void reset() {
      Wire.reset(caller);
      Wire.reset(called);
    }

    private void pass(Socket from, Socket to) {
      BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
      Thread.ofVirtual().start(() -> read(from, pieces));
      Thread.ofVirtual().start(() -> write(pieces, to));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces) {
      byte[] buffer = new byte[32 * 1024];
      try {
        InputStream in = from.getInputStream();
        for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
          pieces.put(new Piece(Arrays.copyOf(buffer, length), System.nanoTime()));
        }
        pieces.put(new Piece(new byte[0], System.nanoTime()));
      } catch (IOException e) {
        reset();
        pieces.clear();
        pieces.add(new Piece(new byte[0], 0));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void write(BlockingQueue<Piece> pieces, Socket to) {
      try {
        OutputStream out = to.getOutputStream();
        for (Piece piece = due(pieces); piece.bytes.length > 0; piece = due(pieces)) {
          out.write(piece.bytes);
        }
        to.shutdownOutput();
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        pieces.clear(); // whoever reads may wait for room
        directions.countDown();
      }
    }

    /** The next piece, once it may arrive. */
    private Piece due(BlockingQueue<Piece> pieces) throws InterruptedException {
      Piece piece = pieces.take();
      long left = piece.cameAt + delay - System.nanoTime();
      if (delay > 0 && left > 0) {
        var _ = closed.await(left, TimeUnit.NANOSECONDS);
      }
      passable.await();
      return piece;
    }
  }
}
