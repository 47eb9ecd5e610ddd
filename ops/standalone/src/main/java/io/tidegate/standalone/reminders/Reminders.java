package io.tidegate.standalone.reminders;

import io.tidegate.messages.Push;
import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.stage.Pulse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Users with a device each, on all four channels in turn, and timers in several zones, registered
 * as an app's backend does it; and what became of the pushes, as the other end saw it.
 */
public final class Reminders implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final List<ZoneId> ZONES =
      Stream.of("Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
          .map(ZoneId::of)
          .toList();

  private record User(String name, String channel, String device, ZoneId zone) {}

  private final Backend backend;
  private final URI sockets;
  private final ServiceArrivals services;
  private final JsonNode browser;
  private final InstantSource clock;
  private final Duration timeToLive;
  private final Sockets open;
  private final List<User> users = new ArrayList<>();
  private final Queue<DuePush> due = new ConcurrentLinkedQueue<>();
  private final Queue<Instant> crashes = new ConcurrentLinkedQueue<>();
  private final Queue<Instant> stops = new ConcurrentLinkedQueue<>();
  private final Set<String> perhaps = ConcurrentHashMap.newKeySet();

  /**
   * Nobody yet.
   *
   * @param system one with a push-worker, which is up
   * @param services where it sends to
   * @param timeToLive of all timers
   */
  public Reminders(
      Standalone system, SimulatedPushServices services, InstantSource clock, Duration timeToLive)
      throws IOException {
    this(
        () -> Objects.requireNonNull(system.pushWorker(), "no push-worker was asked for"),
        Objects.requireNonNull(system.pushSockets(), "no push-worker was asked for"),
        system.pushServiceToken(),
        services.control(),
        services.of("web-push"),
        clock,
        timeToLive);
    system
        .parts()
        .whenEnds(
            part -> {
              if (part.equals(Standalone.PUSH)) {
                crashes.add(clock.instant());
              }
            });
  }

  /**
   * Nobody yet.
   *
   * @param worker push-worker, which has another address after each of its starts
   * @param services control interface of the simulated push services
   * @param browser what they say of subscriptions for Web Push
   * @param timeToLive of all timers
   */
  Reminders(
      Supplier<URI> worker,
      URI sockets,
      String token,
      URI services,
      JsonNode browser,
      InstantSource clock,
      Duration timeToLive) {
    this.backend = new Backend(worker, token);
    this.sockets = sockets;
    this.services = new ServiceArrivals(services);
    this.browser = browser;
    this.clock = clock;
    this.timeToLive = timeToLive;
    this.open = new Sockets(clock);
  }

  /** So many users come, each with a device. */
  public void registerDevices(int count) throws IOException {
    List<Backend.Work<User>> registering = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      registering.add(() -> registerDevice(number));
    }
    users.addAll(backend.all(registering));
  }

  private User registerDevice(int number) throws IOException {
    String name = "user-" + number;
    NewDevice device = new NewDevice(number);
    JsonNode registered = post(name + "/devices", device.body(browser));
    String id = registered.path("id").asString();
    if (device.channel().equals("websocket")) {
      open.open(
          sockets.resolve("/v1/users/%s/devices/%s/socket".formatted(name, id)),
          () -> post(name + "/tokens", Map.of()).path("token").asString());
    }
    ZoneId zone = ZONES.get(number / Push.CHANNELS.size() % ZONES.size());
    return new User(name, device.channel(), id, zone);
  }

  /** Each user sets a timer for each minute of a span. */
  public void registerTimers(Instant from, Instant until) throws IOException {
    for (Instant minute = from; minute.isBefore(until); minute = minute.plus(MINUTE)) {
      registerTimers(minute);
    }
  }

  /** Each user sets a timer for a minute. */
  void registerTimers(Instant minute) throws IOException {
    List<Backend.Work<Boolean>> registering = new ArrayList<>();
    for (User user : users) {
      registering.add(() -> registerTimer(user, minute));
    }
    backend.all(registering);
  }

  private boolean registerTimer(User user, Instant minute) throws IOException {
    LocalDateTime local = LocalDateTime.ofInstant(minute, user.zone());
    JsonNode timer =
        post(
            user.name() + "/timers",
            Map.of(
                "title",
                "A reminder for " + user.name(),
                "body",
                "It is " + local,
                "start",
                local.toString(),
                "zone",
                user.zone().getId(),
                "rrule",
                "FREQ=DAILY",
                "ttlSeconds",
                timeToLive.toSeconds()));
    String id = timer.path("id").asString() + "/" + local + "/" + user.device();
    // One that was registered in its own minute, or comes in a local time that there is twice, need
    // not come in this minute.
    if (!clock.instant().isBefore(minute)
        || user.zone().getRules().getValidOffsets(local).size() != 1) {
      perhaps.add(id);
      return false;
    }
    String next = timer.path("nextOccurrence").asString();
    if (!minute.toString().equals(next)) {
      throw new IOException(
          "a timer for %s in %s is said to come next at %s, not at %s"
              .formatted(local, user.zone(), next, minute));
    }
    due.add(new DuePush(id, user.channel(), minute));
    return true;
  }

  /** How many pushes are promised. */
  public int promised() {
    return due.size();
  }

  /** What arrived so far, on all channels, but for what nobody promised and nobody excluded. */
  private List<Arrival> arrivals() throws IOException {
    List<Arrival> all = new ArrayList<>(open.arrivals());
    all.addAll(services.all());
    all.removeIf(arrival -> perhaps.contains(arrival.push()));
    return all;
  }

  /**
   * Push-worker stands still from now on, or goes on: what its channels had on the way then may
   * come twice.
   */
  public void standsStill() {
    stops.add(clock.instant());
  }

  /**
   * Waits until all pushes have come, or for a time; returns what is to be said of them then.
   *
   * @throws IOException when push-worker does not answer, or the run is stopped
   */
  public PushVerdict awaitVerdict(Pulse pulse, Duration patience) throws IOException {
    Instant began = clock.instant();
    PushVerdict verdict = verdict();
    while (!verdict.isWhole() && Duration.between(began, clock.instant()).compareTo(patience) < 0) {
      pulse.second();
      verdict = verdict();
    }
    return verdict;
  }

  private PushVerdict verdict() throws IOException {
    JsonNode status = backend.get("/v1/push-status");
    Map<String, Long> expired = new HashMap<>();
    long dead = 0;
    for (JsonNode channel : status.path("channels")) {
      expired.put(channel.path("channel").asString(), channel.path("expired").asLong());
      dead += channel.path("dead").asLong();
    }
    return PushVerdict.of(
        List.copyOf(due),
        arrivals(),
        expired,
        dead,
        open.cut(),
        List.copyOf(crashes),
        List.copyOf(stops));
  }

  private JsonNode post(String path, Map<String, ?> body) throws IOException {
    return backend.post("/v1/users/" + path, body);
  }

  @Override
  public void close() {
    backend.close();
    open.close();
  }
}
