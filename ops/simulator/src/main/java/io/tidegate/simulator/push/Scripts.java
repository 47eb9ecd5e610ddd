package io.tidegate.simulator.push;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What a push service was told, and how often it was asked. From any thread. */
final class Scripts {
  private final Queue<Script> next = new ConcurrentLinkedQueue<>();
  private final AtomicLong asked = new AtomicLong();
  private volatile Script usual = new Script.Accept();

  void next(Script script) {
    next.add(script);
  }

  void usual(Script script) {
    usual = script;
  }

  /** One more message: what becomes of it. */
  Script take() {
    asked.incrementAndGet();
    Script told = next.poll();
    return told == null ? usual : told;
  }

  long asked() {
    return asked.get();
  }
}
