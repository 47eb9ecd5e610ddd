package io.tidegate.worker.call;

import io.tidegate.policy.Access;
import io.tidegate.policy.Balance;
import io.tidegate.policy.Endpoint;
import io.vertx.core.http.HttpClientAgent;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  /** An idle connection is closed before institutions usually close it under our hands. */
  private static final long IDLE = 45_000_000_000L;

  private final HttpClientAgent client;
  private final BodyRoom room;
  private final Access access;
  private final int share;
  private final LongSupplier now;
  private final Place[] places;
  private final int weights;
  private final Balancer balancer;
  private boolean closed;

  /**
   * Endpoints without a connection yet.
   *
   * @param clients make the connections, as the policy wants them
   * @param share calls that the lane may have in flight, at least 1
   * @param now nanoseconds, monotonic
   */
  public Endpoints(
      Clients clients, Access access, int share, LongSupplier now, RandomGenerator random) {
    this.client = clients.of(access);
    this.room = clients.room();
    this.access = access;
    this.share = share;
    this.now = now;
    this.places =
        IntStream.range(0, access.endpoints().size())
            .mapToObj(i -> new Place(i, access.endpoints().get(i), access, now))
            .toArray(Place[]::new);
    int[] each =
        access.endpoints().stream()
            .mapToInt(e -> access.balance() == Balance.WEIGHTED ? e.weight() : 1)
            .toArray();
    this.weights = Arrays.stream(each).sum();
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
    int more = Math.min(wanted, share - inFlight());
    if (more <= 0) {
      return;
    }
    long at = now.getAsLong();
    int part = Math.ceilDiv(more, active(at));
    int most = most(at);
    int each = access.http2() ? share : 1;
    for (Place place : places) {
      if (closed || !place.mayConnect(at)) {
        continue;
      }
      int roomy = place.connecting() * each + place.room(share);
      while (roomy < part && place.connections() < most) {
        place.connect(client);
        roomy += each;
      }
    }
  }

  private int active(long at) {
    int active = 0;
    for (Place place : places) {
      if (!place.isAside(at)) {
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

  /**
   * Attempts to reach an endpoint that failed since this was asked last, while no endpoint has a
   * connection at all; each is a call that could not be made.
   */
  public int takeUnreachable() {
    boolean stands = false;
    boolean tries = false;
    for (Place place : places) {
      stands |= place.hasLines();
      tries |= place.connecting() > 0;
    }
    if (tries && !stands) {
      return 0; // it is not clear yet
    }
    int failed = 0;
    for (Place place : places) {
      failed += place.takeUnreachable();
    }
    return stands ? 0 : failed;
  }

  @Override
  public boolean canTake(int endpoint) {
    return places[endpoint].canTake() && !isAside(endpoint);
  }

  private boolean isAside(int endpoint) {
    long at = now.getAsLong();
    if (!places[endpoint].isAside(at)) {
      return false;
    }
    for (int other = 0; other < places.length; other++) {
      if (other != endpoint && !places[other].isAside(at) && places[other].hasLines()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int inFlight(int endpoint) {
    return places[endpoint].inFlight();
  }

  /**
   * Whether a call could start right now. Asked at every ticket, so it counts nothing: to add the
   * room of all connections up took 5 % of a busy worker's processor.
   */
  public boolean hasRoom() {
    for (Place place : places) {
      if (place.next(share) != null) {
        return true;
      }
    }
    return false;
  }

  /** Calls that could start right now. */
  public int room() {
    int room = 0;
    for (Place place : places) {
      room += place.room(share);
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
      Line line = places[endpoint].next(share);
      if (line != null || able.canTake(endpoint)) {
        return line;
      }
    }
  }

  Endpoint endpoint(Line line) {
    return access.endpoints().get(line.endpoint);
  }

  String path(Line line) {
    return places[line.endpoint].path;
  }

  /** Memory for what the answers bring. */
  BodyRoom bodies() {
    return room;
  }

  void started(Line line) {
    places[line.endpoint].started(line, share);
  }

  void ended(Line line, Exchange.Trouble trouble) {
    places[line.endpoint].ended(line, trouble);
  }

  /** A call could not be begun on that connection. */
  void retire(Line line) {
    places[line.endpoint].retire(line);
  }

  /** Closes connections that nobody has needed for a while. */
  public void closeIdle() {
    long before = now.getAsLong() - IDLE;
    for (Place place : places) {
      place.closeIdle(before);
    }
  }

  /** Closes all connections; calls in flight are lost. */
  public void close() {
    closed = true;
    for (Place place : places) {
      place.close();
    }
  }

  private int inFlight() {
    int calls = 0;
    for (Place place : places) {
      calls += place.inFlight();
    }
    return calls;
  }

  /** Whether no call is in flight. */
  public boolean isQuiet() {
    return inFlight() == 0;
  }
}
