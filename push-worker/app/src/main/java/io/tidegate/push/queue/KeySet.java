package io.tidegate.push.queue;

import java.util.BitSet;
import java.util.UUID;

/**
 * Which keys were added, in a fixed size, however many they are: a Bloom filter. It knows each one
 * that was added; of a million it takes one other in four hundred for known, of four million one in
 * six. Keys are digests, so their own bits are hash enough.
 */
final class KeySet {
  /** 2 MiB. */
  private static final int BITS = 1 << 24;

  private final BitSet bits = new BitSet(BITS);

  void add(UUID key) {
    for (int n = 0; n < 4; n++) {
      bits.set(place(key, n));
    }
  }

  /** False if it was surely not added. */
  boolean mayHave(UUID key) {
    for (int n = 0; n < 4; n++) {
      if (!bits.get(place(key, n))) {
        return false;
      }
    }
    return true;
  }

  private static int place(UUID key, int n) {
    long half = n < 2 ? key.getMostSignificantBits() : key.getLeastSignificantBits();
    return (int) (half >>> (n % 2 == 0 ? 0 : 32)) & (BITS - 1);
  }
}
