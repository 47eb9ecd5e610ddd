package io.tidegate.worker.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Counts starts in a sliding window, for limits narrower than the institution (an endpoint's, a
 * call's, a consent's): at most so many in any stretch of the window's length.
 */
final class Spacing {
  private final long[] starts;
  private final long window;
  private int next;
  private final @Nullable Spacing other;

  /**
   * An empty window.
   *
   * @param most starts allowed in a window; 0 allows none
   * @param window its length in nanoseconds
   */
  Spacing(int most, long window) {
    this(most, window, null);
  }

  private Spacing(int most, long window, @Nullable Spacing other) {
    this.other = other;
    this.starts = new long[most];
    this.window = window;
    java.util.Arrays.fill(starts, Long.MIN_VALUE / 2);
  }

  /** Both limits together. */
  static Spacing both(@Nullable Spacing one, int most, long window) {
    return new Spacing(most, window, one);
  }

  /** The lane's part of a limit of the whole institution: the parts of all lanes make it up. */
  static int part(int calls, int lane, int lanes) {
    return calls / lanes + (lane < calls % lanes ? 1 : 0);
  }

  boolean allows(long now) {
    return starts.length > 0
        && now - starts[next] >= window
        && (other == null || other.allows(now));
  }

  void started(long now) {
    if (other != null) {
      other.started(now);
    }
    starts[next] = now;
    next = next + 1 == starts.length ? 0 : next + 1;
  }
}
