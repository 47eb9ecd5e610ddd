package io.tidegate.worker.pipeline;

import io.tidegate.worker.failure.CallFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What has landed on an I/O thread: handed over about every 10 ms, once for all its lanes. I/O
 * thread only.
 */
final class Landing {
  private static final long EVERY = 10_000_000L;
  private static final int MANY = 512;

  private final Consumer<Landed> outbox;
  private List<Body> bodies = new ArrayList<>();
  private List<Work> ended = new ArrayList<>();
  private List<CallFailure> failures = new ArrayList<>();
  private long handedOver;

  Landing(Consumer<Landed> outbox) {
    this.outbox = outbox;
  }

  void body(Body body) {
    body.work().owe();
    bodies.add(body);
  }

  void ended(Work work) {
    ended.add(work);
  }

  void failed(CallFailure failure) {
    failures.add(failure);
  }

  /** Hands over what is due; returns when the rest is. */
  long handOver(long now) {
    int waiting = bodies.size() + ended.size() + failures.size();
    if (waiting == 0) {
      return Long.MAX_VALUE;
    }
    if (waiting < MANY && now - handedOver < EVERY) {
      return handedOver + EVERY;
    }
    handedOver = now;
    handOver();
    return Long.MAX_VALUE;
  }

  /** Hands everything over. */
  void handOver() {
    Landed landed = new Landed(bodies, ended, failures);
    bodies = new ArrayList<>(bodies.size() + 8);
    ended = new ArrayList<>(ended.size() + 8);
    failures = new ArrayList<>(failures.size() + 8);
    outbox.accept(landed);
  }
}
