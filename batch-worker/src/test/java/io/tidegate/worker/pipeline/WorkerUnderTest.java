package io.tidegate.worker.pipeline;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import io.tidegate.process.TidegateProcess;
import io.tidegate.worker.BatchWorker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A whole worker in this JVM, as a rule on a database of its own. */
final class WorkerUnderTest implements AutoCloseable {

  /** The database that a worker works on, and what is to be done when nobody needs it any more. */
  record Place(String url, String user, String password, DataSource owner, Runnable drop) {
    private static Place ofItsOwn() {
      TestDatabase database = TestServers.database();
      return new Place(
          database.url(), database.user(), database.password(), database.owner(), database::close);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final Place place;
  final JdbcClient owner;
  private final List<String> settings = new ArrayList<>();
  private ConfigurableApplicationContext worker;

  /** A worker on a database of its own. */
  WorkerUnderTest(String... settings) {
    this(Place.ofItsOwn(), settings);
  }

  @SuppressWarnings("NullAway.Init") // started by start()
  WorkerUnderTest(Place place, String... settings) {
    this.place = place;
    this.owner = JdbcClient.create(place.owner());
    this.settings.addAll(Arrays.asList(settings));
  }

  /** Another worker on this one's database, which outlives it. */
  WorkerUnderTest second() {
    Place same = new Place(place.url(), place.user(), place.password(), place.owner(), () -> {});
    return new WorkerUnderTest(same, settings.toArray(String[]::new));
  }

  WorkerUnderTest start() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--spring.datasource.url=" + place.url(),
                "--spring.datasource.username=" + place.user(),
                "--spring.datasource.password=" + place.password(),
                "--spring.kafka.bootstrap-servers="
                    + TestServers.kafkaWith(
                        2, Topics.MINUTE_COMMANDS, Topics.TALLIES, Topics.BODIES),
                "--server.port=0",
                "--tidegate.pipeline.warm-up=0s",
                "--tidegate.pipeline.rehearsal=0s",
                // The topic is shared with the tests before: only who sends commands listens.
                "--spring.kafka.listener.auto-startup=false",
                "--tidegate.pipeline.group=" + place.url()));
    // Said twice, a setting would be a list of both.
    for (String setting : settings) {
      String name = setting.substring(0, setting.indexOf('=') + 1);
      args.removeIf(arg -> arg.startsWith(name));
      args.add(setting);
    }
    worker = TidegateProcess.run(BatchWorker.class, args.toArray(String[]::new));
    return this;
  }

  <T> T bean(Class<T> type) {
    return worker.getBean(type);
  }

  /** Makes an institution with this policy. */
  int institution(String code, String policy) {
    int id =
        owner
            .sql("INSERT INTO institution (code, name, zone) VALUES (:code,'T','UTC') RETURNING id")
            .param("code", code)
            .query(Integer.class)
            .single();
    owner
        .sql("INSERT INTO policy_version VALUES (:id, 1, :source, '2026-01-01T00:00:00Z')")
        .param("id", id)
        .param("source", policy)
        .update();
    return id;
  }

  /** Gives the institution consents u-0, u-1, …. */
  void consents(int institutionId, int users) {
    owner
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, eligible_from, user_id)
            SELECT :id, ring_key('u-' || i), now() - interval '1 day', 'u-' || i
            FROM generate_series(0, :users - 1) AS i
            """)
        .param("id", institutionId)
        .param("users", users)
        .update();
    owner.sql("SELECT ring_recount(:id)").param("id", institutionId).query(Long.class).single();
  }

  Instant now() {
    return owner
        .sql("SELECT clock_timestamp()")
        .query(java.time.OffsetDateTime.class)
        .single()
        .toInstant();
  }

  /** A command whose open part begins soon and lasts so long; all in one minute. */
  MinuteCommand command(
      int institutionId,
      String code,
      int lane,
      int lanes,
      Duration open,
      Duration interval,
      int users) {
    Instant from = now().plusSeconds(3);
    Instant minute = from.truncatedTo(ChronoUnit.MINUTES);
    if (from.plus(open).isAfter(minute.plusSeconds(60))) {
      minute = minute.plusSeconds(60);
      from = minute;
    }
    return new MinuteCommand(
        institutionId,
        code,
        lane,
        lanes,
        minute,
        from,
        from.plus(open),
        1,
        interval.toNanos(),
        1,
        users);
  }

  /** The same for a later minute that is still whole, as a lane obeys but one command a minute. */
  MinuteCommand next(MinuteCommand before, int users) {
    Instant minute = now().plusSeconds(2).truncatedTo(ChronoUnit.MINUTES);
    do {
      minute = minute.plusSeconds(60);
    } while (!minute.isAfter(before.minute()));
    return new MinuteCommand(
        before.institutionId(),
        before.institution(),
        before.lane(),
        before.lanes(),
        minute,
        minute,
        minute.plus(Duration.between(before.openFrom(), before.openUntil())),
        before.policyVersion(),
        before.ticketIntervalNanos(),
        before.spanSeconds(),
        users);
  }

  void obey(MinuteCommand command) {
    worker.getBean(MinutePipeline.class).obey(command);
  }

  long count(String sql) {
    return owner.sql(sql).query(Long.class).single();
  }

  /** Waits for a fact. */
  static void await(String fact, BooleanSupplier holds) {
    await(fact, PATIENCE, holds);
  }

  static void await(String fact, Duration patience, BooleanSupplier holds) {
    long end = System.nanoTime() + patience.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true: " + fact);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  void stop() {
    worker.close();
  }

  @Override
  public void close() {
    worker.close();
    place.drop().run();
  }
}
