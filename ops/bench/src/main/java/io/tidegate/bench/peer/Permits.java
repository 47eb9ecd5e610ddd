package io.tidegate.bench.peer;

/** Starts calls as a limiter lets them through, from a thread that does nothing else. */
public final class Permits implements Peer {
  private final Limiter limiter;
  private final Calls calls;
  private final Thread thread;
  private volatile boolean stopping;

  public Permits(Limiter limiter, Calls calls) {
    this.limiter = limiter;
    this.calls = calls;
    this.thread = Thread.ofPlatform().name("permits").daemon().unstarted(this::run);
  }

  private void run() {
    try {
      for (long user = 1; !stopping; user++) {
        limiter.acquire();
        calls.start("u-" + user);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
