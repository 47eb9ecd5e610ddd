package io.tidegate.bench;

/**
 * What was used for something that happened so often.
 *
 * @param seconds of processor time
 * @param bytes of write-ahead log
 * @param count how often; 0 while that is not known
 */
record Usage(double seconds, long bytes, long count) {

  /** What was used since. */
  Usage since(Usage before) {
    return new Usage(seconds - before.seconds, bytes - before.bytes, count - before.count);
  }

  /** The same, for so many. */
  Usage of(long many) {
    return new Usage(seconds, bytes, many);
  }

  /** Microseconds of processor time of each; of one if nothing happened. */
  double microsEach() {
    return seconds * 1e6 / Math.max(1, count);
  }

  /** Bytes of log of each. */
  double bytesEach() {
    return (double) bytes / Math.max(1, count);
  }
}
