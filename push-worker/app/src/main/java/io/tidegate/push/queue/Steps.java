package io.tidegate.push.queue;

/**
 * The steps of a turn in which pushes go from one place to another. One that breaks off may have
 * left a push in neither: from then on nothing that is in memory is to be trusted. What is outside
 * of steps may break off, and is made again. For one thread.
 */
final class Steps {
  private boolean broken;

  /**
   * A step, or a part of one.
   *
   * @param <E> what it may throw beside what is not checked
   */
  interface Step<E extends Exception> {
    void take() throws E;
  }

  /** Takes one. */
  <E extends Exception> void take(Step<E> step) throws E {
    boolean whole = false;
    try {
      step.take();
      whole = true;
    } finally {
      broken |= !whole;
    }
  }

  /**
   * For what was called by others, who may have kept to themselves that it broke off.
   *
   * @throws IllegalStateException if one did
   */
  void mustBeWhole() {
    if (broken) {
      throw new IllegalStateException("a step broke off while partitions were given back");
    }
  }

  /**
   * Whether none did. An error may come from anywhere, also from within a collection that has half
   * of a push.
   *
   * @param brokeOff what a turn broke off with
   */
  boolean areWhole(Throwable brokeOff) {
    return !broken && !(brokeOff instanceof Error);
  }
}
