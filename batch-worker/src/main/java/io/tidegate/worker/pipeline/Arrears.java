package io.tidegate.worker.pipeline;

/**
 * The users of a lane who are late, and how many fewer its claims take for them.
 *
 * <p>Who waits only for the lane's next ticket is not late: with as many users as tickets there is
 * always somebody who does. To take one fewer for him in each span would leave a ticket of each
 * span without a user.
 *
 * <p>A claim is made a span ahead. What it takes fewer begins to help only when the page before is
 * done, and the next claim still finds the same users late; so what the claim before has taken off
 * is not taken off again.
 */
final class Arrears {
  private volatile int late;
  private int takenOff;

  /** So many are late now. */
  void are(int users) {
    late = users;
  }

  /**
   * How many users the claim of the next span is to take.
   *
   * @param planned users whom the plan has in that span
   */
  synchronized int wanted(int planned) {
    takenOff = Math.clamp(late - takenOff, 0, planned);
    return planned - takenOff;
  }
}
