package io.tidegate.worker.call;

import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;

/** One connection to an endpoint, that a lane owns. I/O thread only. */
final class Line {
  private static final int FAILURES_IN_A_ROW = 3;

  final int endpoint;
  final HttpClientConnection connection;
  final boolean multiplexed;
  final long openedAt;
  int inFlight;
  boolean closed;

  /** Takes no more calls, and is closed when the last of its calls has ended. */
  private boolean retired;

  /** A call of it has ended. */
  boolean used;

  /** Stands among those that can take a call. */
  boolean free;

  long usedAt;
  private int failures;

  Line(int endpoint, HttpClientConnection connection, long now) {
    this.endpoint = endpoint;
    this.connection = connection;
    this.multiplexed = connection.protocolVersion() == HttpVersion.HTTP_2;
    this.openedAt = now;
    this.usedAt = now;
  }

  /** Calls that it can take beside those in flight: one in all for HTTP/1.1. */
  int room(int most) {
    return closed || retired ? 0 : (int) Math.min(most, connection.maxActiveStreams()) - inFlight;
  }

  /**
   * One of its calls has ended. An answer that was not whole makes HTTP/1.1 unusable, as its rest
   * would be taken for the next one's; HTTP/2 goes on, until nothing seems to come over it.
   */
  void ended(Exchange.Trouble trouble, long now) {
    inFlight--;
    used = true;
    usedAt = now;
    failures = trouble == Exchange.Trouble.NONE ? 0 : failures + 1;
    if (failures >= (multiplexed ? FAILURES_IN_A_ROW : 1)) {
      retired = true;
    }
    if (retired && inFlight == 0) {
      close();
    }
  }

  /** Has it take no more calls; those in flight may end. */
  void retire() {
    retired = true;
    if (inFlight == 0) {
      close();
    }
  }

  boolean isUsable() {
    return !closed && !retired;
  }

  void close() {
    closed = true;
    connection.close();
  }
}
