package io.tidegate.simulator;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * What is true of one user, for ever: worked out from a hash whenever it is asked for, so that a
 * million users cost no memory.
 */
record Person(String user, long seed) {
  private static final int MOST_OBJECTS = 5;
  private static final long OBJECTS = 1;
  private static final long PAGES = 2;
  private static final long CHANGES = 3;
  private static final long ENDED = 4;
  private static final long CLOSED = 5;
  private static final long AMOUNT = 6;

  static Person of(String user, long seed) {
    return new Person(user, Hash.of(seed, Hash.of(user)));
  }

  /** How many objects (accounts, cards) of a kind he has: 0 to 5. */
  int objects(long kind) {
    return Hash.below(Hash.of(seed, kind + OBJECTS), MOST_OBJECTS + 1);
  }

  /** The id of one of his objects. */
  String object(long kind, int index) {
    StringBuilder id = new StringBuilder(16).append("110-");
    Digits.append(id, Hash.below(Hash.of(seed, kind), 1_000_000_000), 9);
    return id.append('-').append(index).toString();
  }

  boolean owns(long kind, String object) {
    int index = object.isEmpty() ? -1 : object.charAt(object.length() - 1) - '0';
    return index >= 0 && index < objects(kind) && object.equals(object(kind, index));
  }

  /** Into how many pages a list of his is cut: one for most, two to four for some. */
  int pages(long kind, double pagedShare) {
    long hash = Hash.of(seed, kind + PAGES);
    return Hash.share(hash, pagedShare) ? 2 + Hash.below(hash, 3) : 1;
  }

  /** The page that holds nothing although another follows, or 0 for none. */
  int emptyPage(long kind, int pages) {
    return pages == 1 ? 0 : 1 + Hash.below(Hash.of(seed, kind + PAGES + CHANGES), pages);
  }

  boolean ended(double share) {
    return share > 0 && Hash.share(Hash.of(seed, ENDED), share);
  }

  boolean closed(String object, double share) {
    return share > 0 && Hash.share(Hash.of(seed, Hash.of(object) + CLOSED), share);
  }

  long amount(String object) {
    return Hash.below(Hash.of(seed, Hash.of(object) + AMOUNT), 100_000_000);
  }

  /** When his data last changed, as MyData writes it: {@code yyyyMMddHHmmss}. */
  String changedAt(long micros, Duration every) {
    long seconds = Math.max(1, every.toSeconds());
    long offset = Math.floorMod(Hash.of(seed, CHANGES), seconds);
    long now = Math.floorDiv(micros, 1_000_000L);
    long at = Math.floorDiv(now - offset, seconds) * seconds + offset;
    LocalDateTime time = LocalDateTime.ofEpochSecond(at, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(14);
    Digits.append(text, time.getYear(), 4);
    Digits.append(text, time.getMonthValue(), 2);
    Digits.append(text, time.getDayOfMonth(), 2);
    Digits.append(text, time.getHour(), 2);
    Digits.append(text, time.getMinute(), 2);
    Digits.append(text, time.getSecond(), 2);
    return text.toString();
  }
}
