package io.tidegate.simulator;

/** 64-bit hashes, from which everything about a user follows. */
final class Hash {
  private Hash() {}

  static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /** A hash of two. */
  static long of(long one, long other) {
    return mixed(one * 0x9e3779b97f4a7c15L + other);
  }

  /** A number from 0 to {@code bound - 1}. */
  static int below(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }

  /** True for that share of all hashes. */
  static boolean share(long hash, double share) {
    return (hash >>> 11) * 0x1.0p-53 < share;
  }

  private static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
