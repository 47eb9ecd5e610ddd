package io.tidegate.standalone.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * One connection on a {@link Wire}, driven by its loop. What is read waits until it may arrive, so
 * that what is delayed does not hold up what comes after it.
 */
final class Strand {
  /** What waits in a direction at which no more is read. */
  private static final int MOST_WAITING = 32 << 20;

  private final SelectionKey caller;
  private final SelectionKey called;
  private final Direction there;
  private final Direction back;

  /**
   * A connection of which the called end may still be on its way.
   *
   * @param caller an open channel that does not block
   * @param called one that does not block, connected or about to be
   */
  Strand(SocketChannel caller, SocketChannel called, Selector selector, Wire wire)
      throws IOException {
    this.there = new Direction(caller, called, wire);
    this.back = new Direction(called, caller, wire);
    this.caller = caller.register(selector, 0, this);
    this.called =
        called.register(selector, called.isConnected() ? 0 : SelectionKey.OP_CONNECT, this);
    if (called.isConnected()) {
      listen();
    }
  }

  /** Bytes, and when they came; none at all for the end of the stream. */
  private record Piece(ByteBuffer bytes, long cameAt, boolean last) {}

  /** What goes from one end to the other. */
  private static final class Direction {
    private final SocketChannel from;
    private final SocketChannel to;
    private final Wire wire;
    private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean read;
    private boolean full;
    private boolean over;

    Direction(SocketChannel from, SocketChannel to, Wire wire) {
      this.from = from;
      this.to = to;
      this.wire = wire;
    }

    void read() throws IOException {
      int length = from.read(buffer.clear());
      read = length < 0;
      if (length != 0) {
        byte[] copy = Arrays.copyOf(buffer.array(), Math.max(0, length));
        waiting.add(new Piece(ByteBuffer.wrap(copy), System.nanoTime(), length < 0));
        bytes += copy.length;
      }
    }

    /** Writes what may arrive by now and finds room; returns whether anything did. */
    boolean write() throws IOException {
      boolean some = false;
      full = false;
      while (!full && untilNext() <= 0) {
        Piece next = waiting.getFirst();
        if (next.last()) {
          to.shutdownOutput();
          over = true;
        } else {
          bytes -= to.write(next.bytes());
          full = next.bytes().hasRemaining();
        }
        some = true;
        if (!full) {
          waiting.removeFirst();
        }
      }
      return some;
    }

    long untilNext() {
      Piece next = waiting.peekFirst();
      return next == null ? Long.MAX_VALUE : wire.untilPassage(next.cameAt());
    }

    int readInterest() {
      return read || bytes >= MOST_WAITING ? 0 : SelectionKey.OP_READ;
    }

    int writeInterest() {
      return full ? SelectionKey.OP_WRITE : 0;
    }
  }

  /** Does what one of its ends is ready for. */
  void ready(SelectionKey end) {
    try {
      if (end.isConnectable()) {
        ((SocketChannel) end.channel()).finishConnect();
      } else if (end.isReadable()) {
        (end.equals(caller) ? there : back).read();
      }
      pass();
    } catch (IOException e) {
      reset();
    }
  }

  /** Passes on what has waited long enough; returns whether there was any. */
  boolean passWhatIsDue() {
    boolean due = (!there.full && there.untilNext() <= 0) || (!back.full && back.untilNext() <= 0);
    if (due && !isOver()) {
      try {
        pass();
      } catch (IOException e) {
        reset();
      }
    }
    return due;
  }

  /** In how many nanoseconds something that waits may pass. */
  long untilNext() {
    return Math.min(
        there.full ? Long.MAX_VALUE : there.untilNext(),
        back.full ? Long.MAX_VALUE : back.untilNext());
  }

  private void pass() throws IOException {
    there.write();
    back.write();
    if (there.over && back.over) {
      caller.channel().close();
      called.channel().close();
    } else {
      listen();
    }
  }

  private void listen() {
    caller.interestOps(there.readInterest() | back.writeInterest());
    called.interestOps(back.readInterest() | there.writeInterest());
  }

  /** Whether nothing is to come any more. */
  boolean isOver() {
    return !caller.channel().isOpen();
  }

  /** Resets both ends. */
  void reset() {
    Wire.reset((SocketChannel) caller.channel());
    Wire.reset((SocketChannel) called.channel());
  }
}
