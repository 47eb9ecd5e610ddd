package io.tidegate.simulator;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is connected to the simulation. Whoever says nothing whole for long, be it silent or one byte
 * at a time, is shown out; whoever waits for an answer may wait as long as the institution likes.
 * On the event loop, which has one for all its doors, so that their number is bounded over all.
 */
final class Visitors {
  /** An idle connection of Tidegate's is closed by Tidegate after 45 s. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than any answer takes that comes. */
  private static final int LONGEST = 15;

  private static final int MOST = 10_000;
  private static final int SWEEPS = 6;

  private final Duration patience;
  private final Map<HttpConnection, Visit> visits = new HashMap<>();

  /** One connection. */
  static final class Visit {
    private int waiting;
    private int quiet;

    /** A request of it has been read to its end. */
    void asked() {
      waiting++;
      quiet = 0;
    }

    /** It has its answer, or will get none. */
    void served() {
      waiting--;
      quiet = 0;
    }
  }

  /**
   * Nobody yet.
   *
   * @param patience how long a connection may stand without a request that is waiting
   */
  Visitors(Duration patience) {
    this.patience = patience;
  }

  /** How often {@link #sweep} is to be called. */
  Duration every() {
    return patience.dividedBy(SWEEPS);
  }

  /** How long a connection may be without a byte, whoever waits for whom. */
  Duration longest() {
    return patience.multipliedBy(LONGEST);
  }

  HttpServer watch(HttpServer server) {
    return server.connectionHandler(this::came);
  }

  private void came(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      // An HTTP/1.1 connection that was turned into this one is not told that it is over.
      visits.keySet().removeIf(old -> connection.remoteAddress().equals(old.remoteAddress()));
    }
    if (visits.size() >= MOST) {
      connection.close();
      return;
    }
    visits.put(connection, new Visit());
    connection.closeHandler(over -> visits.remove(connection));
  }

  /** The visit that a request belongs to. */
  Visit of(HttpConnection connection) {
    Visit visit = visits.get(connection);
    return visit == null ? new Visit() : visit;
  }

  /** Connections that stand. */
  int count() {
    return visits.size();
  }

  void sweep() {
    for (Map.Entry<HttpConnection, Visit> each : List.copyOf(visits.entrySet())) {
      Visit visit = each.getValue();
      if (visit.waiting == 0 && ++visit.quiet > SWEEPS) {
        each.getKey().close();
      }
    }
  }
}
