package io.tidegate.worker.pipeline;

/**
 * The users of a lane who are late, and how many fewer its claims take for them.
 *
 * <p>Who waits only for the lane's next ticket is not late: with as many users as tickets there is
 * always somebody who does. To take one fewer for him in each span would leave a ticket of each
 * span without a user.
 *
 * <p>A claim is made ahead of its span. What it takes fewer helps only as that page is used, and
 * the next claim still finds the same users late; so of what the claim before has taken off, the
 * part whose page is still to be used is not taken off again. The rest has helped already.
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
   * @param unused the part of the page before that is still to be used, 0 to 1
   */
  synchronized int wanted(int planned, double unused) {
    takenOff = Math.clamp(late - Math.round(takenOff * unused), 0, planned);
    return planned - takenOff;
  }
}
