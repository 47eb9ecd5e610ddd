package io.tidegate.simulator;

import java.util.Arrays;

/**
 * The last {@code width} instants of many keys, in flat arrays. It grows in 256 parts, each on its
 * own, so that no call waits for the whole to be moved; what is older than is still asked for is
 * dropped when a part grows.
 */
final class Stamps {
  private static final int PARTS = 256;
  private static final long FREE = 0;

  private final int width;
  private final long[][] parts = new long[PARTS][];
  private final int[] used = new int[PARTS];

  Stamps(int width) {
    this.width = width;
    for (int part = 0; part < PARTS; part++) {
      parts[part] = new long[16 * (width + 1)];
    }
  }

  /** How many of the key's instants lie at or after {@code since}; {@code width} at most. */
  int count(long key, long since) {
    long[] slots = parts[part(key)];
    int slot = find(slots, named(key));
    int count = 0;
    if (slots[slot] != FREE) {
      for (int i = 1; i <= width; i++) {
        count += slots[slot + i] >= since ? 1 : 0;
      }
    }
    return count;
  }

  /** Adds an instant, in the place of the key's oldest. */
  void add(long key, long micros, long stillAskedSince) {
    int part = part(key);
    int slot = find(parts[part], named(key));
    if (parts[part][slot] == FREE) {
      if ((used[part] + 1) * 4L * (width + 1) > parts[part].length * 3L) {
        grow(part, stillAskedSince);
        slot = find(parts[part], named(key));
      }
      used[part]++;
      parts[part][slot] = named(key);
      Arrays.fill(parts[part], slot + 1, slot + 1 + width, Long.MIN_VALUE);
    }
    long[] slots = parts[part];
    int oldest = slot + 1;
    for (int i = slot + 2; i <= slot + width; i++) {
      oldest = slots[i] < slots[oldest] ? i : oldest;
    }
    slots[oldest] = micros;
  }

  private void grow(int part, long since) {
    long[] old = parts[part];
    int live = 0;
    for (int slot = 0; slot < old.length; slot += width + 1) {
      live += old[slot] != FREE && alive(old, slot, since) ? 1 : 0;
    }
    int capacity = Integer.highestOneBit(Math.max(8, live)) * 4;
    long[] fresh = new long[Math.multiplyExact(capacity, width + 1)];
    for (int slot = 0; slot < old.length; slot += width + 1) {
      if (old[slot] != FREE && alive(old, slot, since)) {
        System.arraycopy(old, slot, fresh, find(fresh, old[slot]), width + 1);
      }
    }
    parts[part] = fresh;
    used[part] = live;
  }

  private boolean alive(long[] slots, int slot, long since) {
    for (int i = 1; i <= width; i++) {
      if (slots[slot + i] >= since) {
        return true;
      }
    }
    return false;
  }

  private int find(long[] slots, long name) {
    int capacity = slots.length / (width + 1);
    int at = (int) Long.remainderUnsigned(name >>> 8, capacity);
    while (slots[at * (width + 1)] != FREE && slots[at * (width + 1)] != name) {
      at = at + 1 == capacity ? 0 : at + 1;
    }
    return at * (width + 1);
  }

  private static int part(long key) {
    return (int) (named(key) & (PARTS - 1));
  }

  private static long named(long key) {
    return key == FREE ? 0x9e3779b97f4a7c15L : key;
  }
}
