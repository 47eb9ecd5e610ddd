package io.tidegate.worker.call;

/**
 * Memory for the bodies of all calls in flight on one I/O thread, beyond what each body may always
 * have. Institutions that send much at once, each within its own policy, are held to it together,
 * and answers of usual size never wait for them. That thread only.
 */
final class BodyRoom {
  /** What each body may always have, in bytes: with 1,000 calls in flight, 64 MB. */
  static final int FREE = 64 * 1024;

  private final long most;
  private long taken;

  /**
   * Room that nobody has taken yet.
   *
   * @param most bytes
   */
  BodyRoom(long most) {
    this.most = most;
  }

  /** Takes room for so many bytes more; false if there is none. */
  boolean take(int bytes) {
    if (bytes > most - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  void giveBack(int bytes) {
    taken -= bytes;
  }

  long most() {
    return most;
  }

  long taken() {
    return taken;
  }
}
