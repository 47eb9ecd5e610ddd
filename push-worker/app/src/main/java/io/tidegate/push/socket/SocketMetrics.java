package io.tidegate.push.socket;

import io.micrometer.core.instrument.MeterRegistry;

/** What went wrong with sockets. */
final class SocketMetrics {
  private final MeterRegistry meters;

  SocketMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** A turn broke off. */
  void failed() {
    meters.counter("tidegate.push.queue.failures", "queue", "sockets").increment();
  }

  /** A socket was closed because of its device. */
  void cutOff(short code) {
    meters.counter("tidegate.push.sockets.cut.off", "code", Short.toString(code)).increment();
  }
}
