package io.tidegate.worker.call;

import io.tidegate.policy.Access;
import io.tidegate.policy.Endpoint;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint as a lane sees it: the connections to it, the calls on these, and for how long it is
 * left alone after failures: 1 s, 2 s, 4 s up to 30 s, until a call succeeds. I/O thread only.
 */
final class Place {
  private static final Logger LOG = LoggerFactory.getLogger(Place.class);
  private static final long FIRST_WAIT = 1_000_000_000L;
  private static final long LONGEST_WAIT = 30_000_000_000L;
  private static final int FAILURES_IN_A_ROW = 3;

  final URI url;
  final String path;
  private final int index;
  private final HttpConnectOptions options;
  private final LongSupplier now;
  private final List<Line> lines = new ArrayList<>();

  /** Lines with room, the one used last on top. */
  private final Deque<Line> free = new ArrayDeque<>();

  private int connecting;
  private int inFlight;
  private int failures;
  private int unreachable;
  private long wait = FIRST_WAIT;
  private long connectFrom = Long.MIN_VALUE;
  private long asideUntil = Long.MIN_VALUE;
  private boolean closed;

  Place(int index, Endpoint endpoint, Access access, LongSupplier now) {
    this.index = index;
    this.now = now;
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

  /** Whether its calls fail, so that another endpoint is to be preferred. */
  boolean isAside(long at) {
    return at < asideUntil;
  }

  /** Whether an attempt to connect makes sense at that instant. */
  boolean mayConnect(long at) {
    return at >= connectFrom;
  }

  boolean hasLines() {
    return !lines.isEmpty();
  }

  boolean canTake() {
    return !free.isEmpty();
  }

  int inFlight() {
    return inFlight;
  }

  int connecting() {
    return connecting;
  }

  /** Connections that stand or are about to. */
  int connections() {
    return lines.size() + connecting;
  }

  /** Calls that its connections could take right now. */
  int room(int share) {
    int room = 0;
    for (Line line : lines) {
      room += Math.max(0, line.room(share));
    }
    return room;
  }

  void connect(HttpClientAgent client) {
    connecting++;
    client
        .connect(options)
        .onComplete(
            connected -> {
              connecting--;
              if (connected.succeeded()) {
                opened(connected.result());
              } else {
                refused(connected.cause().toString());
              }
            });
  }

  private void opened(HttpClientConnection connection) {
    if (closed) {
      connection.close();
      return;
    }
    Line line = new Line(index, connection, now.getAsLong());
    lines.add(line);
    free.push(line);
    line.free = true;
    connection.exceptionHandler(e -> LOG.debug("connection to {} failed", url, e));
    connection.closeHandler(over -> gone(line));
    if (line.multiplexed) {
      connection.goAwayHandler(away -> retire(line));
    }
  }

  private void gone(Line line) {
    boolean byThem = !line.closed;
    line.closed = true;
    lines.remove(line);
    free.remove(line);
    // A door that shuts in the caller's face is as good as closed: no storm of connections to it.
    boolean unused = line.inFlight == 0 && !line.used;
    if (byThem && unused && now.getAsLong() - line.openedAt < FIRST_WAIT) {
      refused("it was closed as soon as it stood");
    }
  }

  private void refused(String why) {
    long at = now.getAsLong();
    if (!closed && at >= connectFrom) {
      unreachable++;
      LOG.warn("no connection to {}: {}", url, why);
      connectFrom = at + wait;
      if (lines.isEmpty()) {
        asideUntil = connectFrom;
      }
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }

  /** Attempts to connect that failed since this was asked last. */
  int takeUnreachable() {
    int failed = unreachable;
    unreachable = 0;
    return failed;
  }

  /** A connection with room; null if there is none. */
  @Nullable Line next(int share) {
    for (Line line = free.peek(); line != null; line = free.peek()) {
      if (line.room(share) > 0) {
        return line;
      }
      line.free = false;
      free.poll(); // the other side lowered its number of streams
    }
    return null;
  }

  void started(Line line, int share) {
    inFlight++;
    line.inFlight++;
    if (line.room(share) <= 0 && line.free) {
      free.remove(line); // it is the first as a rule
      line.free = false;
    }
  }

  void ended(Line line, Exchange.Trouble trouble) {
    long at = now.getAsLong();
    inFlight--;
    line.ended(trouble, at);
    switch (trouble) {
      case NONE -> {
        failures = 0;
        wait = FIRST_WAIT;
      }
      case CONNECTION, TIMEOUT -> {
        if (++failures >= FAILURES_IN_A_ROW) {
          asideUntil = at + wait;
          wait = Math.min(LONGEST_WAIT, wait * 2);
          // One failure more after the wait is enough, one success less.
          failures = FAILURES_IN_A_ROW - 1;
        }
      }
      case TOO_LARGE, NO_ROOM, STRAY -> {}
    }
    if (line.isUsable() && !line.free) {
      free.push(line);
      line.free = true;
    }
  }

  /** Gives the connection no more calls. */
  void retire(Line line) {
    line.retire();
    if (line.free) {
      free.remove(line);
      line.free = false;
    }
  }

  /** Closes connections that nobody has used since. */
  void closeIdle(long before) {
    for (Line line : List.copyOf(lines)) {
      if (line.inFlight == 0 && line.usedAt < before) {
        line.close();
      }
    }
  }

  void close() {
    closed = true;
    List.copyOf(lines).forEach(Line::close);
    lines.clear();
    free.clear();
  }
}
