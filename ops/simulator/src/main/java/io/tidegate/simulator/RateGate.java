package io.tidegate.simulator;

/** Counts calls against one rate limit. Time only goes forward. */
sealed interface RateGate {
  /** Microseconds until the limit has room for a call; 0 if it has now. */
  long toWait(long micros);

  /** Counts a call that was let pass. */
  void count(long micros);

  /** The last calls that were let pass, as many as a period may hold. */
  final class Sliding implements RateGate {
    private final long period;
    private final long[] last;
    private int oldest;
    private int size;

    Sliding(int calls, long periodMicros) {
      this.period = periodMicros;
      this.last = new long[calls];
    }

    @Override
    public long toWait(long micros) {
      return size < last.length ? 0 : Math.max(0, last[oldest] + period - micros);
    }

    @Override
    public void count(long micros) {
      last[oldest] = micros;
      oldest = oldest + 1 == last.length ? 0 : oldest + 1;
      size = Math.min(size + 1, last.length);
    }

    boolean idle(long micros) {
      int newest = oldest == 0 ? last.length - 1 : oldest - 1;
      return size == 0 || last[newest] + period <= micros;
    }
  }

  /** A count that begins anew with each second or minute of the clock. */
  final class Aligned implements RateGate {
    private final long calls;
    private final long period;
    private long current = Long.MIN_VALUE;
    private long count;

    Aligned(int calls, long periodMicros) {
      this.calls = calls;
      this.period = periodMicros;
    }

    @Override
    public long toWait(long micros) {
      return Math.floorDiv(micros, period) != current || count < calls
          ? 0
          : period - Math.floorMod(micros, period);
    }

    @Override
    public void count(long micros) {
      long now = Math.floorDiv(micros, period);
      count = now == current ? count + 1 : 1;
      current = now;
    }
  }
}
