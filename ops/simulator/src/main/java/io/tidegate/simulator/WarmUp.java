package io.tidegate.simulator;

import io.tidegate.policy.CallWindows;
import io.tidegate.policy.Frequency;
import io.tidegate.policy.Hours;
import io.tidegate.policy.Pace;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Quota;
import io.tidegate.policy.Quota.Counts;
import io.tidegate.policy.Ramp;
import io.tidegate.policy.RateLimit;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Calls copies of the institutions some twenty thousand times before the doors open, over several
 * connections at once. A Java process that has just begun takes up to half a second for its first
 * call, and is slow at the first thousands of everything else; these would be stalls in the first
 * seconds of the ledger. The copies have a ledger of their own that nobody reads. Each institution
 * has two: one whose rules let everything pass once, and one that refuses nearly all as too fast.
 */
final class WarmUp {
  private static final int CALLS = 24_000;
  private static final int CONNECTIONS = 8;
  private static final int MOST_INSTITUTIONS = 16;
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final @Nullable ArrivalStamps stamps;
  private final List<Policy> policies;
  private final Habits habits;

  WarmUp(Vertx vertx, @Nullable ArrivalStamps stamps, List<Policy> policies, Habits habits) {
    this.vertx = vertx;
    this.stamps = stamps;
    this.policies = policies.subList(0, Math.min(MOST_INSTITUTIONS, policies.size()));
    // Answers that are late take another way out than those that are not.
    boolean late = !habits.latency().median().isZero();
    this.habits =
        new Habits(
            habits.seed(),
            new Latency(late ? Duration.ofMillis(1) : Duration.ZERO, habits.latency().spread()),
            habits.errors(),
            habits.paged(),
            habits.ended(),
            habits.closed(),
            habits.changes());
  }

  private static Policy copy(Policy policy, int callsPerSecond) {
    Quota quota =
        new Quota(
            Quota.Scope.CALL, 1, new Quota.Per.Rolling(Duration.ofHours(1)), Counts.SUCCESSES);
    RateLimit limit =
        new RateLimit(
            callsPerSecond,
            new RateLimit.Per.Sliding(Duration.ofSeconds(1)),
            RateLimit.Scope.INSTITUTION,
            null);
    return new Policy(
        policy.code(),
        policy.name(),
        policy.preset(),
        new Hours(policy.zone(), CallWindows.ALWAYS, List.of(), Duration.ZERO),
        new Frequency(policy.cycle(), List.of(quota), policy.accessWithin()),
        new Pace(List.of(limit), 1_000, 1, Duration.ZERO, new Ramp(0)),
        policy.access(),
        policy.calls(),
        policy.callsPerRefresh(),
        policy.answers());
  }

  /** Makes the calls; to be run on a thread that may block. */
  void run() throws IOException {
    Path folder = Files.createTempDirectory("tidegate-warm-up");
    ArrivalLedger ledger = new ArrivalLedger(folder.resolve("ledger.csv"), e -> {});
    try {
      WallClock clock = new WallClock(MachineClock.CLOCK);
      Door door =
          new Door(
              vertx,
              new HttpServerOptions().setHost("127.0.0.1").setStrictThreadMode(true),
              new Visitors(Visitors.PATIENCE),
              stamps);
      for (int i = 0; i < policies.size(); i++) {
        Policy policy = policies.get(i);
        door.add(entrance(copy(policy, 1_000_000), "/lenient-" + i + "-", clock, ledger));
        door.add(entrance(copy(policy, 10), "/strict-" + i + "-", clock, ledger));
      }
      EventLoop.await(EventLoop.run(vertx, door::open));
      call(door.port());
      EventLoop.await(EventLoop.run(vertx, door::close));
    } finally {
      ledger.close();
      Files.deleteIfExists(folder.resolve("ledger.csv"));
      Files.deleteIfExists(folder.resolve("ledger.stalls.csv"));
      Files.deleteIfExists(folder);
    }
  }

  private Door.Entrance entrance(
      Policy policy, String prefix, WallClock clock, ArrivalLedger ledger) {
    return new Door.Entrance(new Institution(policy, habits, clock, ledger), 0, prefix);
  }

  private void call(int port) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calling = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        WarmUpCaller caller = new WarmUpCaller(port, policies, habits.seed(), i);
        calling.add(callers.submit(() -> caller.call(CALLS / CONNECTIONS, end)));
      }
      for (Future<?> each : calling) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("warming up failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while warming up", e);
    }
  }
}
