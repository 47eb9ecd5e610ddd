package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * One connection on a {@link Wire}. Each direction has one who reads and one who writes, so that
 * what is delayed does not hold up what comes after it.
 */
final class Strand {
  private static final int PIECES = 1024;

  private final Socket caller;
  private final Socket called;
  private final Wire wire;
  private final CountDownLatch directions = new CountDownLatch(2);

  Strand(Socket caller, Socket called, Wire wire) throws IOException {
    this.caller = caller;
    this.called = called;
    this.wire = wire;
    caller.setTcpNoDelay(true);
    called.setTcpNoDelay(true);
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

  /** Passes on what comes; returns when both directions have ended. */
  void pass() {
    pass(caller, called);
    pass(called, caller);
    try {
      directions.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(caller);
      close(called);
    }
  }

  void reset() {
    reset(caller);
    reset(called);
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
      pieces.add(new Piece(new byte[0], System.nanoTime()));
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
    wire.awaitPassage(piece.cameAt);
    return piece;
  }

  /** Closes it so that the other end sees a reset and no end of the stream. */
  static void reset(Socket socket) {
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
}
