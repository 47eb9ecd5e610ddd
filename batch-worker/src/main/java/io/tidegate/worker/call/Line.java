package io.tidegate.worker.call;

import io.vertx.core.http.HttpClientConnection;

/** One connection to an endpoint, that a lane owns. I/O thread only. */
final class Line {
  final int endpoint;
  final HttpClientConnection connection;
  int inFlight;
  boolean closed;

  /** Stands among those that can take a call. */
  boolean free;

  long usedAt;

  Line(int endpoint, HttpClientConnection connection, long now) {
    this.endpoint = endpoint;
    this.connection = connection;
    this.usedAt = now;
  }

  /** Calls that it can take beside those in flight: one in all for HTTP/1.1. */
  int room(int most) {
    return closed ? 0 : (int) Math.min(most, connection.maxActiveStreams()) - inFlight;
  }

  void close() {
    closed = true;
    connection.close();
  }
}
