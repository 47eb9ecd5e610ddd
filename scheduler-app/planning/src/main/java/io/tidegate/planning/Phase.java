package io.tidegate.planning;

import java.time.LocalDate;

/**
 * Where in its minute-to-minute rounding a lane begins: a number of [0, 1) that is the same on
 * every node and for the whole day, and different from lane to lane. Without it a thousand
 * institutions with one user every ten minutes would all fire in the same minute.
 */
final class Phase {

  private Phase() {}

  /** The fixed hash of (institution, lane, day). */
  static double of(String institution, int lane, LocalDate day) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bit, then the finisher of SplitMix64
    for (int i = 0; i < institution.length(); i++) {
      hash = (hash ^ institution.charAt(i)) * 0x100000001b3L;
    }
    hash = mix(hash ^ mix(((long) lane << 32) ^ day.toEpochDay()));
    return (hash >>> 11) * 0x1.0p-53;
  }

  private static long mix(long bits) {
    long mixed = bits + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
