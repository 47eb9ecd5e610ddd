package io.tidegate.push.queue;

import java.util.List;

/** The threads of the queue: one per channel, one for what waits to be tried again. */
final class QueueThreads implements AutoCloseable {
  private final List<QueueThread> threads;

  QueueThreads(List<QueueThread> threads) {
    this.threads = List.copyOf(threads);
  }

  void start() {
    threads.forEach(QueueThread::start);
  }

  /** All at once: each sees home what is under way. */
  @Override
  public void close() {
    threads.forEach(QueueThread::closing);
    threads.forEach(QueueThread::close);
  }
}
