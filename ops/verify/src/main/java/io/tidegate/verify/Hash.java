package io.tidegate.verify;

/**
 * A 64-bit hash of text. Ten million different keys share one by chance once in 370,000 ledgers;
 * the report shows the rows' own text, so that even then nobody is misled.
 */
final class Hash {
  private Hash() {}

  /** FNV-1a over UTF-16, finished so that every bit depends on every character. */
  static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return finished(hash);
  }

  static long with(long hash, long more) {
    return finished(hash * 0x9e3779b97f4a7c15L + more);
  }

  private static long finished(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
