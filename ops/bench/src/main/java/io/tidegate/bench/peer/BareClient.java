package io.tidegate.bench.peer;

import java.util.concurrent.atomic.AtomicLong;

/** The HTTP client alone: so many calls in flight, each answer starts the next. */
public final class BareClient implements Peer {
  private final Calls calls;
  private final int inFlight;
  private final AtomicLong next = new AtomicLong();
  private volatile boolean stopping;

  public BareClient(Calls calls, int inFlight) {
    this.calls = calls;
    this.inFlight = inFlight;
  }

  @Override
  public void start() {
    for (int i = 0; i < inFlight; i++) {
      more();
    }
  }

  private void more() {
    if (stopping) {
      return;
    }
    calls.start("u-" + next.incrementAndGet()).onComplete(ended -> more());
  }

  @Override
  public void close() {
    stopping = true;
  }
}
