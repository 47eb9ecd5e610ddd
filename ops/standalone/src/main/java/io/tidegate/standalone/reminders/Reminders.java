package io.tidegate.standalone.reminders;

import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.stage.Pulse;
import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users with a device each, on all four channels in turn, and timers in several zones, registered
 * as an app's backend does it; and what became of the pushes, as the other end saw it.
 */
public final class Reminders implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 4;
  private static final List<String> CHANNELS = List.of("fcm", "apns", "web-push", "websocket");
  private static final List<ZoneId> ZONES =
      Stream.of("Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
          .map(ZoneId::of)
          .toList();

  private record User(String name, String channel, String device, ZoneId zone) {}

  private final Supplier<URI> worker;
  private final URI sockets;
  private final URI services;
  private final JsonNode browser;
  private final InstantSource clock;
  private final Duration timeToLive;
  private final Rest rest;
  private final Sockets open;
  private final ExecutorService backend =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().name("backend-", 0).factory());
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
    this.worker = worker;
    this.sockets = sockets;
    this.services = services;
    this.browser = browser;
    this.clock = clock;
    this.timeToLive = timeToLive;
    this.rest = new Rest(token);
    this.open = new Sockets(clock);
  }

  /** So many users come, each with a device. */
  public void registerDevices(int count) throws IOException {
    List<Work<User>> registering = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      registering.add(() -> registerDevice(number));
    }
    users.addAll(all(registering));
  }

  private User registerDevice(int number) throws IOException {
    String name = "user-" + number;
    String channel = CHANNELS.get(number % CHANNELS.size());
    JsonNode device = post(name + "/devices", device(channel, number));
    String id = device.path("id").asString();
    if (channel.equals("websocket")) {
      open.open(
          sockets.resolve("/v1/users/%s/devices/%s/socket".formatted(name, id)),
          () -> post(name + "/tokens", Map.of()).path("token").asString());
    }
    return new User(name, channel, id, ZONES.get(number / CHANNELS.size() % ZONES.size()));
  }

  private Map<String, Object> device(String channel, int number) {
    String app = SimulatedPushServices.APP;
    return switch (channel) {
      case "fcm" ->
          Map.of("channel", channel, "app", app, "token", "demo-device-of-user-" + number);
      case "apns" ->
          Map.of(
              "channel", channel, "app", app, "token", String.format(Locale.ROOT, "%064x", number));
      case "web-push" ->
          Map.of(
              "channel",
              channel,
              "app",
              app,
              "subscription",
              Map.of(
                  "endpoint",
                  browser.path("endpoints").asString() + "user-" + number,
                  "keys",
                  browser.path("keys")));
      default -> Map.of("channel", channel, "app", app);
    };
  }

  /** Each user sets a timer for each minute of a span. */
  public void registerTimers(Instant from, Instant until) throws IOException {
    for (Instant minute = from; minute.isBefore(until); minute = minute.plus(MINUTE)) {
      registerTimers(minute);
    }
  }

  /** Each user sets a timer for a minute. */
  void registerTimers(Instant minute) throws IOException {
    List<Work<Boolean>> registering = new ArrayList<>();
    for (User user : users) {
      registering.add(() -> registerTimer(user, minute));
    }
    all(registering);
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
    long next = 0;
    while (true) {
      JsonNode page = rest.get(services.resolve("/v1/arrivals?from=" + next), PATIENCE);
      if (page.path("first").asLong() > 0) {
        throw new IOException("the push services have forgotten arrivals");
      }
      for (JsonNode one : page.path("arrivals")) {
        all.add(
            new Arrival(
                one.path("push").asString(),
                one.path("channel").asString(),
                Instant.EPOCH.plusNanos(one.path("epochMicros").asLong() * 1_000)));
      }
      if (page.path("arrivals").isEmpty()) {
        break;
      }
      next = page.path("next").asLong();
    }
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
    JsonNode status = rest.get(worker.get().resolve("/v1/push-status"), PATIENCE);
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
    return rest.post(
        worker.get().resolve("/v1/users/" + path),
        "application/json",
        BodyPublishers.ofString(JSON.writeValueAsString(body)),
        PATIENCE);
  }

  /** Something that is asked of push-worker. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> List<T> all(List<Work<T>> work) throws IOException {
    List<Future<T>> begun = new ArrayList<>();
    for (Work<T> each : work) {
      begun.add(backend.submit(each::run));
    }
    List<T> done = new ArrayList<>();
    try {
      for (Future<T> each : begun) {
        done.add(each.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw new IOException("push-worker did not take all: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    backend.shutdownNow();
    open.close();
  }
}
