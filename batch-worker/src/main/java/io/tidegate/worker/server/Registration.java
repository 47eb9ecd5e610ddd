package io.tidegate.worker.server;

import java.util.concurrent.atomic.AtomicLong;

/** A server as the cluster knows it: its id, its number, and the counter of its calls. */
public final class Registration {
  private final int server;
  private final long number;
  private final AtomicLong calls = new AtomicLong();

  /**
   * A registration.
   *
   * @param server the server's id, 1 or more; used again by others later
   * @param number the registration number, 1 or more; never used again
   */
  public Registration(int server, long number) {
    if (server < 1 || number < 1) {
      throw new IllegalArgumentException(
          "server and number must be 1 or more, but are " + server + " and " + number);
    }
    this.server = server;
    this.number = number;
  }

  public int server() {
    return server;
  }

  public long number() {
    return number;
  }

  /** The next call's place in this registration, from 0: with the number it is unique, ever. */
  public long nextCall() {
    return calls.getAndIncrement();
  }

  @Override
  public String toString() {
    return "server " + server + ", registration " + number;
  }
}
