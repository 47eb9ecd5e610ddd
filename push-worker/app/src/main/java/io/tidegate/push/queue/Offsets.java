package io.tidegate.push.queue;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far one partition is. Kafka knows one number for it, up to where all is done; pushes end in
 * any order. For one thread.
 */
final class Offsets {
  private final long first;
  private final Deque<Open> open = new ArrayDeque<>();
  private long next;
  private long committed;
  private boolean leaving;
  private boolean gone;

  /**
   * Begins where this owner begins.
   *
   * @param first offset of the first record
   */
  Offsets(long first) {
    this.first = first;
    this.next = first;
    this.committed = first;
  }

  /** A record that is taken and not done. */
  static final class Open {
    private final long offset;
    private final Offsets partition;
    private boolean done;

    private Open(long offset, Offsets partition) {
      this.offset = offset;
      this.partition = partition;
    }

    /** It needs to be read no more. */
    void done() {
      done = true;
    }

    /** Whether whoever had the partition before may have taken it too: the record lies so near. */
    boolean isPerhapsRepeated() {
      return offset < partition.first + QueueSettings.FARTHEST;
    }

    /** Whether no more of the partition is read, as so much of it is open. */
    boolean isInFull(int window) {
      return partition.isFull(window);
    }

    /** Whether the partition is about to be another's, or is. */
    boolean isLeaving() {
      return partition.leaving;
    }

    /** Whether the partition is another's by now. */
    boolean isGone() {
      return partition.gone;
    }
  }

  Open take(long offset) {
    Open taken = new Open(offset, this);
    open.add(taken);
    next = offset + 1;
    return taken;
  }

  /** Up to where (exclusive) all is done. */
  long done() {
    while (!open.isEmpty() && open.getFirst().done) {
      open.removeFirst();
    }
    return open.isEmpty() ? next : open.getFirst().offset;
  }

  /** Whether there is something to tell Kafka. */
  boolean isAhead() {
    return done() > committed;
  }

  /** Kafka has acknowledged that all is done up to an offset (exclusive). */
  void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  /**
   * Whether enough was taken. Counted from what Kafka knows: whoever comes after a crash begins
   * there, and must be able to say what may have been taken before.
   */
  boolean isFull(int window) {
    return next - committed >= window;
  }

  int open() {
    done();
    return open.size();
  }

  /** The partition is about to be another's: nothing more of it is begun. */
  void leave() {
    leaving = true;
  }

  /** The partition is another's. */
  void lose() {
    leaving = true;
    gone = true;
  }
}
