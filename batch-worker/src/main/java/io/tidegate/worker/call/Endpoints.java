package io.tidegate.worker.call;

import io.tidegate.policy.Access;
import io.tidegate.policy.Balance;
import io.tidegate.policy.Endpoint;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's own connections to an institution's endpoints, and the choice between these. All of it
 * happens on the lane's I/O thread.
 *
 * <p>Connections stand before a call needs them, because a call may start on a standing connection
 * only: there is no queue in which it would grow old. Together they are hardly more than the calls
 * that the lane may have in flight (each endpoint's share of those, rounded up).
 *
 * <p>An endpoint whose connections fail is set aside while there is another, and tried again after
 * 1 s, 2 s, 4 s up to 30 s. The last endpoint left is never set aside: whether to call an
 * institution at all is the circuit's question.
 */
public final class Endpoints implements Balancer.Candidates {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
  private static final long FIRST_WAIT = 1_000_000_000L;
  private static final long LONGEST_WAIT = 30_000_000_000L;
  private static final int FAILURES_IN_A_ROW = 3;

  /** An idle connection is closed before institutions usually close it under our hands. */
  private static final long IDLE = 45_000_000_000L;

  private static final class Place {
    final URI url;
    final String path;
    final HttpConnectOptions options;
    final List<Line> lines = new ArrayList<>();

    /** Lines with room, the one used last on top. */
    final Deque<Line> free = new ArrayDeque<>();

    int connecting;
    int inFlight;
    int failures;
    long wait = FIRST_WAIT;
    long connectFrom = Long.MIN_VALUE;
    long asideUntil = Long.MIN_VALUE;

    Place(Endpoint endpoint, Access access) {
      url = endpoint.url();
      path = url.getRawPath() == null ? "" : url.getRawPath();
      boolean tls = "https".equalsIgnoreCase(url.getScheme());
      options =
          new HttpConnectOptions()
              .setHost(url.getHost())
              .setPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80)
              .setSsl(tls)
              .setConnectTimeout(access.timeouts().connect().toMillis());
    }
  }

  private final HttpClientAgent client;
  private final Access access;
  private final int share;
  private final LongSupplier now;
  private final Place[] places;
  private final int weights;
  private final Balancer balancer;
  private int unreachable;
  private boolean closed;

  /**
   * Endpoints without a connection yet.
   *
   * @param client makes the connections, as the policy wants them
   * @param share calls that the lane may have in flight, at least 1
   * @param now nanoseconds, monotonic
   */
  public Endpoints(
      HttpClientAgent client, Access access, int share, LongSupplier now, RandomGenerator random) {
    this.client = client;
    this.access = access;
    this.share = share;
    this.now = now;
    this.places =
        access.endpoints().stream()
            .map(endpoint -> new Place(endpoint, access))
            .toArray(Place[]::new);
    int[] each =
        access.endpoints().stream()
            .mapToInt(e -> access.balance() == Balance.WEIGHTED ? e.weight() : 1)
            .toArray();
    this.weights = java.util.Arrays.stream(each).sum();
    this.balancer = new Balancer(access.balance(), each, random);
  }

  public Access access() {
    return access;
  }

  public int size() {
    return places.length;
  }

  /** Opens connections until so many more calls could start, as far as the share allows. */
  public void prepare(int wanted) {
    long at = now.getAsLong();
    for (int i = 0; i < places.length && !closed; i++) {
      Place place = places[i];
      if (at < place.connectFrom) {
        continue;
      }
      int part = Math.max(1, Math.ceilDiv(Math.min(wanted, share), active(at)));
      int roomy = place.connecting * (access.http2() ? share : 1) + room(place);
      int most = most(at);
      while (roomy < part && place.lines.size() + place.connecting < most) {
        connect(i);
        roomy += access.http2() ? share : 1;
      }
    }
  }

  private int active(long at) {
    int active = 0;
    for (Place place : places) {
      if (at >= place.asideUntil) {
        active++;
      }
    }
    return Math.max(1, active);
  }

  private int most(long at) {
    return active(at) < places.length || weights != places.length
        ? share
        : Math.max(1, Math.ceilDiv(share, places.length));
  }

  private int room(Place place) {
    int room = 0;
    for (Line line : place.lines) {
      room += Math.max(0, line.room(share));
    }
    return room;
  }

  private void connect(int endpoint) {
    Place place = places[endpoint];
    place.connecting++;
    client
        .connect(place.options)
        .onComplete(
            connected -> {
              place.connecting--;
              if (connected.succeeded()) {
                opened(endpoint, connected.result());
              } else {
                refused(place, connected.cause());
              }
            });
  }

  private void opened(int endpoint, HttpClientConnection connection) {
    Place place = places[endpoint];
    if (closed) {
      connection.close();
      return;
    }
    Line line = new Line(endpoint, connection, now.getAsLong());
    place.lines.add(line);
    place.free.push(line);
    line.free = true;
    connection.exceptionHandler(e -> LOG.debug("connection to {} failed", place.url, e));
    connection.closeHandler(
        over -> {
          line.closed = true;
          place.lines.remove(line);
          place.free.remove(line);
        });
  }

  private void refused(Place place, Throwable cause) {
    if (closed) {
      return;
    }
    long at = now.getAsLong();
    if (at >= place.connectFrom) {
      unreachable++;
      LOG.warn("no connection to {}: {}", place.url, cause.toString());
      place.connectFrom = at + place.wait;
      if (place.lines.isEmpty()) {
        place.asideUntil = place.connectFrom;
      }
      place.wait = Math.min(LONGEST_WAIT, place.wait * 2);
    }
  }

  /**
   * Attempts to reach an endpoint that failed since this was asked last, while no endpoint has a
   * connection at all; each is a call that could not be made.
   */
  public int takeUnreachable() {
    int failed = unreachable;
    unreachable = 0;
    for (Place place : places) {
      if (!place.lines.isEmpty() || place.connecting > 0) {
        return 0;
      }
    }
    return failed;
  }

  @Override
  public boolean canTake(int endpoint) {
    return !places[endpoint].free.isEmpty() && !isAside(endpoint);
  }

  private boolean isAside(int endpoint) {
    long at = now.getAsLong();
    if (at >= places[endpoint].asideUntil) {
      return false;
    }
    for (int other = 0; other < places.length; other++) {
      if (other != endpoint && at >= places[other].asideUntil && !places[other].lines.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int inFlight(int endpoint) {
    return places[endpoint].inFlight;
  }

  /** Calls that could start right now. */
  public int room() {
    int room = 0;
    for (Place place : places) {
      room += room(place);
    }
    return room;
  }

  /** A connection with room on the endpoint that is next; null if there is none. */
  @Nullable Line next(Balancer.Candidates able) {
    while (true) {
      int endpoint = balancer.choose(able);
      if (endpoint < 0) {
        return null;
      }
      Line line = places[endpoint].free.peek();
      if (line == null) {
        return null;
      }
      if (line.room(share) > 0) {
        return line;
      }
      line.free = false;
      places[endpoint].free.poll(); // the other side lowered its number of streams
    }
  }

  Endpoint endpoint(Line line) {
    return access.endpoints().get(line.endpoint);
  }

  String path(Line line) {
    return places[line.endpoint].path;
  }

  void started(Line line) {
    Place place = places[line.endpoint];
    place.inFlight++;
    line.inFlight++;
    if (line.room(share) <= 0 && line.free) {
      place.free.remove(line); // it is the first as a rule
      line.free = false;
    }
  }

  void ended(Line line, Exchange.Trouble trouble) {
    Place place = places[line.endpoint];
    place.inFlight--;
    line.inFlight--;
    line.usedAt = now.getAsLong();
    switch (trouble) {
      case NONE -> {
        place.failures = 0;
        place.wait = FIRST_WAIT;
      }
      case CONNECTION, TIMEOUT -> {
        if (++place.failures >= FAILURES_IN_A_ROW) {
          place.asideUntil = now.getAsLong() + place.wait;
          place.wait = Math.min(LONGEST_WAIT, place.wait * 2);
          // One failure more after the wait is enough, one success less.
          place.failures = FAILURES_IN_A_ROW - 1;
        }
      }
      case TOO_LARGE -> {}
    }
    if (trouble != Exchange.Trouble.NONE
        && line.connection.protocolVersion() != HttpVersion.HTTP_2) {
      line.close(); // the rest of that answer would be taken for the next one's
    }
    if (!line.closed && !line.free) {
      place.free.push(line);
      line.free = true;
    }
  }

  /** Closes connections that nobody has needed for a while. */
  public void closeIdle() {
    long before = now.getAsLong() - IDLE;
    for (Place place : places) {
      for (Line line : List.copyOf(place.lines)) {
        if (line.inFlight == 0 && line.usedAt < before) {
          line.close();
        }
      }
    }
  }

  /** Closes all connections; calls in flight are lost. */
  public void close() {
    closed = true;
    for (Place place : places) {
      List.copyOf(place.lines).forEach(Line::close);
      place.lines.clear();
      place.free.clear();
    }
  }

  /**
   * Takes no more calls, and closes what is idle; the rest closes when {@link #close} is called.
   */
  public boolean isQuiet() {
    for (Place place : places) {
      if (place.inFlight > 0) {
        return false;
      }
    }
    return true;
  }
}
