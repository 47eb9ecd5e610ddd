package io.tidegate.push.timer;

import java.time.LocalDateTime;
import java.util.UUID;

/**
 * A timer's place in the order of the index, within a minute of UTC.
 *
 * @param bucket its bucket
 * @param dayKey of the timer
 * @param userKey of its user
 * @param version of the timer
 */
record Position(Bucket bucket, int dayKey, long userKey, UUID id, int version) {

  static Position parse(String text) {
    String[] parts = text.split(" ", -1);
    return new Position(
        new Bucket(parts[0], LocalDateTime.parse(parts[1])),
        Integer.parseInt(parts[2]),
        Long.parseLong(parts[3]),
        UUID.fromString(parts[4]),
        Integer.parseInt(parts[5]));
  }

  /** Ids of zones have no spaces. */
  @Override
  public String toString() {
    return "%s %s %d %d %s %d"
        .formatted(bucket.zone(), bucket.occurrence(), dayKey, userKey, id, version);
  }
}
