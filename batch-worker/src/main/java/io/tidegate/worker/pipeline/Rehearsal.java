package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Tally;
import io.tidegate.policy.PolicyReader;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.ring.ClaimedUser;
import io.tidegate.worker.ring.Page;
import io.tidegate.worker.ring.PageKey;
import io.tidegate.worker.server.Registration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a process that has just started make some thousand calls to itself, so that its code is
 * compiled and its buffers are there when the first command comes: a cold event loop is late by
 * tens of milliseconds.
 *
 * <p>Everything from the ticket to the outcome is the real thing, on the real event loops: tickets,
 * lanes, client, reader, refresh. What is not: the institution, which is a socket of this process
 * ({@link LoopbackInstitution}); the minute, which is long ago; and where it would all go, which is
 * nowhere. Nothing is claimed, settled, published or counted.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final Instant MINUTE = Instant.parse("2026-01-05T03:15:00Z");
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration CONNECTING = Duration.ofMillis(300);
  private static final Duration LAST_ANSWERS = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofMillis(5);

  /** A ticket each 150 µs: not more than a cold loop does, once it runs. */
  private static final Duration INTERVAL = Duration.ofNanos(150_000);

  private static final int CALLS_PER_REFRESH = 2;

  /**
   * What came of it.
   *
   * @param calls started
   * @param refreshed refreshes that ended well
   * @param took in all
   * @param firstMicros lateness of all but one in a hundred calls of the first half, in µs
   * @param lastMicros the same of the rest
   */
  record Heard(long calls, long refreshed, Duration took, long firstMicros, long lastMicros) {}

  private final EventLoops loops;
  private final LongSupplier nanoTime;
  private final Duration step;
  private final Runnable first;

  Rehearsal(EventLoops loops, LongSupplier nanoTime, Duration step, Runnable first) {
    this.loops = loops;
    this.nanoTime = nanoTime;
    this.step = step;
    this.first = first;
  }

  /**
   * Rehearses, and returns when that is over.
   *
   * @param atMost how long; nothing is done if that is less than half a second
   */
  void run(Duration atMost) {
    if (atMost.compareTo(SHORTEST) < 0) {
      return;
    }
    try (LoopbackInstitution institution = LoopbackInstitution.open()) {
      Heard heard = calls(institution, atMost, INTERVAL);
      LOG.info(
          "rehearsed {} calls to itself in {} ms; lateness p99 of the first half {} µs, of the"
              + " second {} µs",
          heard.calls(),
          heard.took().toMillis(),
          heard.firstMicros(),
          heard.lastMicros());
    } catch (IOException | RuntimeException e) { // a cold start is better than none
      LOG.warn("the rehearsal failed; the process starts cold", e);
    }
  }

  /**
   * Makes the calls, with an institution of this process.
   *
   * @param interval between two tickets of an event loop
   */
  Heard calls(LoopbackInstitution institution, Duration atMost, Duration interval) {
    long before = nanoTime.getAsLong();
    Terms terms =
        new Terms(
            1, 1, PolicyReader.parse("rehearsal.yaml", policy(institution)).policies().getFirst());
    DatabaseTime time = new DatabaseTime(nanoTime);
    LaneCounts counts = new LaneCounts(terms.policy().code(), new SimpleMeterRegistry());
    AtomicInteger ended = new AtomicInteger();
    List<Stage> stages =
        loops.loops().stream().map(loop -> stage(loop, time, terms, counts, ended)).toList();
    long now = nanoTime.getAsLong();
    for (int i = 0; i < 3; i++) {
      time.answered(now, now, MINUTE); // from here on it is 03:15
    }
    Duration left = atMost.minusNanos(now - before).minus(CONNECTING).minus(LAST_ANSWERS);
    Duration open = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    int users = Math.max(1, (int) (open.dividedBy(interval) / CALLS_PER_REFRESH));
    LaneMinute minute = minute(terms, users, open, interval);
    try (PacingClock clock =
        new PacingClock(time, time::now, stages.stream().map(Stage::io).toList(), step, first)) {
      clock.start();
      stages.forEach(stage -> stage.begin(minute, terms, users));
      BooleanSupplier done = () -> ended.get() == users * stages.size();
      await(() -> time.getAsLong() > minute.openFrom() + open.toNanos() / 2 || done.getAsBoolean());
      LaneCounts.Minute first = counts.minute();
      counts.target(minute.end(), users);
      long end = minute.openUntil() + LAST_ANSWERS.toNanos();
      await(() -> time.getAsLong() > end || done.getAsBoolean());
      LaneCounts.Minute last = counts.minute();
      stages.forEach(Stage::end);
      return new Heard(
          first.started.get() + last.started.get(),
          first.refreshed.get() + last.refreshed.get(),
          Duration.ofNanos(nanoTime.getAsLong() - before),
          first.lateness.micros(0.99),
          last.lateness.micros(0.99));
    }
  }

  private static String policy(LoopbackInstitution institution) {
    return """
    code: REHEARSAL
    name: Rehearsal
    preset: kr-mydata
    zone: UTC
    windows: ["always"]
    limits: [{calls: 100000, per: second}]
    max-in-flight: 64
    endpoints: [{url: "%s"}]
    auth: none
    calls:
      - name: accounts
        get: "/v1/bank/accounts?org_code={institution}&search_timestamp={since}&limit=500"
        pages: next_page
        each: {from: "account_list[*].account_num", as: account}
      - name: balance
        post: "/v1/bank/accounts/deposit/detail"
        body: '{"org_code":"{institution}","account_num":"{account}"}'
        for-each: account
    """
        .formatted(institution.url());
  }

  private static LaneMinute minute(Terms terms, int users, Duration open, Duration interval) {
    Instant from = MINUTE.plus(CONNECTING);
    return new LaneMinute(
        new MinuteCommand(
            terms.institutionId(),
            terms.policy().code(),
            0,
            1,
            MINUTE,
            from,
            from.plus(open),
            terms.version(),
            interval.toNanos(),
            60,
            users));
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      Pause.atMost(LOOK);
    }
  }

  /** A lane of the rehearsal's on one event loop. */
  private record Stage(IoThread io, Lane lane) {
    void begin(LaneMinute minute, Terms terms, int users) {
      io.post(() -> io.add(lane));
      io.post(() -> lane.prepare(terms.policy().maxInFlight() * 10.0));
      List<Slice> slices =
          Slice.cut(minute, minute.openFrom(), minute.openUntil(), work(terms, users));
      io.post(() -> slices.forEach(lane::add));
    }

    private static List<Work> work(Terms terms, int users) {
      Page page = new Page(new PageKey(1, 0, MINUTE), MINUTE, Duration.ofMinutes(1), users);
      OpenPage open = new OpenPage(page, Long.MAX_VALUE);
      return IntStream.range(0, users)
          .mapToObj(
              i ->
                  new Work(
                      open,
                      new ClaimedUser(i, i, "user-" + i, null, null),
                      new Refresh(terms, "user-" + i, null, Map.of(), null)))
          .toList();
    }

    /** Ends all of its calls and connections; returns when that is done. */
    void end() {
      AtomicBoolean done = new AtomicBoolean();
      io.post(
          () -> {
            io.stop(true);
            done.set(true);
          });
      await(done::get);
    }
  }

  private static Stage stage(
      EventLoops.Loop loop,
      DatabaseTime time,
      Terms terms,
      LaneCounts counts,
      AtomicInteger ended) {
    Registration nobody = new Registration(1, 1);
    Gate gate = new Gate(() -> Optional.of(nobody), time, Duration.ZERO);
    gate.warmth(0); // open from its second asking on
    IoThread io =
        new IoThread(
            loop.vertx().getOrCreateContext(),
            loop.thread().clients(),
            time,
            gate,
            landed -> ended.addAndGet(landed.ended().size()),
            new Nowhere(),
            trial -> {},
            started -> {});
    Lane lane =
        new Lane(
            io,
            terms,
            0,
            1,
            new Unguarded(),
            new Reins(terms.institutionId()),
            counts,
            under ->
                new Endpoints(
                    io.clients(),
                    under.policy().access(),
                    under.policy().maxInFlight(),
                    time,
                    new SplittableRandom(1)));
    return new Stage(io, lane);
  }

  /** Counts that nobody hears of. */
  private static final class Nowhere implements Tallying {
    @Override
    public void counted(int institutionId, List<Tally.Count> counts) {}

    @Override
    public void blocked(
        int institutionId, String code, List<Tally.Count> counts, Instant until, String reason) {}
  }

  /** Nobody holds the rehearsal back. */
  private static final class Unguarded implements CircuitGuard {
    @Override
    public boolean admits(int institutionId, long now) {
      return true;
    }

    @Override
    public double rateFactor(int institutionId) {
      return 1;
    }
  }
}
