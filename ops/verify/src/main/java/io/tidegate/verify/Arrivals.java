package io.tidegate.verify;

import java.util.Arrays;

/**
 * One institution's rows, in the order of the ledger, as columns of primitives: tens of millions of
 * rows take 35 bytes each and nothing for the collector to trace.
 */
final class Arrivals {
  private static final byte SUCCESS = 1;
  private static final byte BY_A_USER = 2;

  private long[] micros = new long[1024];
  private long[] users = new long[1024];
  private long[] objects = new long[1024];
  private int[] lines = new int[1024];
  private int[] pages = new int[1024];
  private short[] calls = new short[1024];
  private byte[] marks = new byte[1024];
  private int size;

  /** Adds a row; {@code user} and {@code object} are 64-bit hashes of the ledger's text. */
  void add(
      int line,
      long arrivedAt,
      long user,
      short call,
      long object,
      int page,
      boolean success,
      boolean byUser) {
    if (size == micros.length) {
      grow(Math.addExact(size, size >> 1));
    }
    micros[size] = arrivedAt;
    users[size] = user;
    objects[size] = object;
    lines[size] = line;
    pages[size] = page;
    calls[size] = call;
    marks[size] = (byte) ((success ? SUCCESS : 0) | (byUser ? BY_A_USER : 0));
    size++;
  }

  private void grow(int capacity) {
    micros = Arrays.copyOf(micros, capacity);
    users = Arrays.copyOf(users, capacity);
    objects = Arrays.copyOf(objects, capacity);
    lines = Arrays.copyOf(lines, capacity);
    pages = Arrays.copyOf(pages, capacity);
    calls = Arrays.copyOf(calls, capacity);
    marks = Arrays.copyOf(marks, capacity);
  }

  int size() {
    return size;
  }

  /** When row {@code row} arrived, in microseconds since 1970. */
  long micros(int row) {
    return micros[row];
  }

  long user(int row) {
    return users[row];
  }

  long object(int row) {
    return objects[row];
  }

  int line(int row) {
    return lines[row];
  }

  int page(int row) {
    return pages[row];
  }

  short call(int row) {
    return calls[row];
  }

  boolean success(int row) {
    return (marks[row] & SUCCESS) != 0;
  }

  /** Whether a user was waiting for it: such calls count for the rates only. */
  boolean byUser(int row) {
    return (marks[row] & BY_A_USER) != 0;
  }
}
