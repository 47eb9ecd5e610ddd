package io.tidegate.worker.job;

/**
 * A stretch of one institution's ring, both ends included.
 *
 * @param institutionId the institution's number
 * @param fromKey its first ring key
 * @param toKey its last
 * @param consents how many of those in question stand there, at least 1
 */
record Arc(int institutionId, long fromKey, long toKey, int consents) {

  /** A place behind which the next arc begins. */
  record Place(int institutionId, long ringKey) {
    static final Place BEGIN = new Place(Integer.MIN_VALUE, Long.MIN_VALUE);
  }

  /** Where the next arc begins: in the institution after it, if this one reaches the ring's end. */
  Place next() {
    return toKey == Long.MAX_VALUE
        ? new Place(institutionId + 1, Long.MIN_VALUE)
        : new Place(institutionId, toKey + 1);
  }
}
