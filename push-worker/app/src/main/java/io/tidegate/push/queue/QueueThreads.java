package io.tidegate.push.queue;

import java.util.List;
import java.util.stream.Stream;

/** The threads of the queue: one per channel, one for what waits to be tried again. */
final class QueueThreads implements AutoCloseable {
  private final List<QueueThread> threads;

  QueueThreads(List<QueueThread> threads) {
    this.threads = List.copyOf(threads);
  }

  void start() {
    threads.forEach(QueueThread::start);
  }

  /** Those that get nowhere. */
  List<QueueThread.Trouble> troubles() {
    return threads.stream().flatMap(one -> Stream.ofNullable(one.trouble())).toList();
  }

  /** All at once: each sees home what is under way. */
  @Override
  public void close() {
    threads.forEach(QueueThread::closing);
    threads.forEach(QueueThread::close);
  }
}
