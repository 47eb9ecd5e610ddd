package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.policy.PolicyReader;
import io.tidegate.worker.call.Clients;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.ring.ClaimedUser;
import io.tidegate.worker.ring.Page;
import io.tidegate.worker.ring.PageKey;
import io.tidegate.worker.server.Registration;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One lane of one institution on a real event loop, whose time and steps are driven by hand. There
 * is no pacing clock, no database and no Kafka; the calls are real.
 */
final class LaneLab implements AutoCloseable {
  static final Instant MINUTE = Instant.parse("2026-01-05T03:15:00Z");
  static final Duration INTERVAL = Duration.ofMillis(10);

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final DatabaseTime time = new DatabaseTime(nanos::get);
  private final Queue<Landed> landed = new ConcurrentLinkedQueue<>();
  final Queue<Exchange> started = new ConcurrentLinkedQueue<>();
  private final Terms terms;
  private final Endpoints endpoints;
  final LaneCounts counts = new LaneCounts("T01", new SimpleMeterRegistry());
  final Reins reins = new Reins(1);
  final IoThread io;
  final Lane lane;

  /** A lane whose time stands at {@link #MINUTE}, with connections to the institution. */
  LaneLab(String policy) {
    this.terms = new Terms(1, 1, PolicyReader.parse("T01.yaml", policy).policies().getFirst());
    for (int i = 0; i < 3; i++) {
      time.answered(0, 0, MINUTE);
    }
    Supplier<Optional<Registration>> lease = lease();
    Gate gate = new Gate(lease, time, Duration.ZERO);
    gate.warmth(0); // its first asking
    TallyDesk tallies = new TallyDesk(nowhere(), lease, time);
    tallies.name(1, "T01");
    io =
        new IoThread(
            context,
            new Clients(
                vertx,
                name -> {
                  throw new IllegalArgumentException(name);
                }),
            time,
            gate,
            landed::add,
            tallies,
            trial -> {},
            started::add);
    endpoints =
        new Endpoints(
            io.clients(),
            terms.policy().access(),
            terms.policy().maxInFlight(),
            time,
            new SplittableRandom(1));
    lane = new Lane(io, terms, 0, 1, new OneInstitution(reins), reins, counts, same -> endpoints);
    post(() -> io.add(lane));
    post(() -> endpoints.prepare(terms.policy().maxInFlight()));
    until("connected", () -> endpoints.room() == terms.policy().maxInFlight());
  }

  /** A producer whose records nobody receives. */
  static Producer<String, byte[]> nowhere() {
    return new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static Supplier<Optional<Registration>> lease() {
    Registration registration = new Registration(1, 1);
    return () -> Optional.of(registration);
  }

  /** The circuit and the pace of the only institution. */
  private record OneInstitution(Reins reins) implements CircuitGuard {
    @Override
    public boolean admits(int institutionId, long now) {
      return now >= reins.blockedUntil();
    }

    @Override
    public double rateFactor(int institutionId) {
      return reins.rateFactor();
    }
  }

  /** Users claimed for the whole minute, for the lane's next second; who are ready at once. */
  List<Work> claim(int users) {
    Page page = new Page(new PageKey(1, 0, MINUTE), MINUTE, Duration.ofMinutes(2), users);
    OpenPage open = new OpenPage(page, Duration.ofHours(1).toNanos());
    return IntStream.range(0, users)
        .mapToObj(
            i ->
                new Work(
                    open,
                    new ClaimedUser(i, i, "u-" + i, null, null),
                    new Refresh(terms, "u-" + i, null, Map.of(), null)))
        .toList();
  }

  /** Gives the lane the second that begins now, with these users. */
  void second(List<Work> users) {
    second(users, MINUTE.plusSeconds(60));
  }

  /** The same in a minute that is open until then. */
  void second(List<Work> users, Instant openUntil) {
    LaneMinute minute =
        new LaneMinute(
            new MinuteCommand(
                1,
                "T01",
                0,
                1,
                MINUTE,
                MINUTE,
                openUntil,
                1,
                INTERVAL.toNanos(),
                1,
                60 * users.size()));
    long begin = time.getAsLong();
    List<Slice> slices = Slice.cut(minute, begin, begin + 1_000_000_000L, users);
    post(() -> slices.forEach(lane::add));
  }

  /** Time goes on, and nobody notices before the next step. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** One step of the I/O thread, done when this returns. */
  void step() {
    io.offerStep();
    onLoop(() -> "");
  }

  /** Time goes on in steps of a millisecond. */
  void run(Duration length) {
    for (long i = 0; i < length.toMillis(); i++) {
      pass(Duration.ofMillis(1));
      step();
    }
  }

  void post(Runnable letter) {
    io.post(letter);
    step();
  }

  <T> T onLoop(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    context.runOnContext(nothing -> answer.complete(question.get()));
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Holds the event loop up until the latch is released; returns when it stands. */
  CountDownLatch holdUp() throws InterruptedException {
    CountDownLatch stands = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    context.runOnContext(
        nothing -> {
          stands.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    stands.await();
    return goOn;
  }

  /** Lets time go on until something holds on the event loop. */
  void until(String fact, Supplier<Boolean> holds) {
    WorkerUnderTest.await(
        fact,
        () -> {
          run(Duration.ofMillis(1));
          return onLoop(holds);
        });
  }

  /** Steps, while time stands still, until something holds on the event loop. */
  void still(String fact, Supplier<Boolean> holds) {
    WorkerUnderTest.await(
        fact,
        () -> {
          step();
          return onLoop(holds);
        });
  }

  /** Lets time go on until so many users' turns have ended, and returns them. */
  List<Work> ended(int users) {
    until(users + " turns have ended", () -> all().size() >= users);
    return all();
  }

  private List<Work> all() {
    return landed.stream().flatMap(each -> each.ended().stream()).toList();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
