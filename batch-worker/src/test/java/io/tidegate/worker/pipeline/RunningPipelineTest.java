package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.Migration;
import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.verify.Finding;
import io.tidegate.worker.pipeline.Simulated.Arrival;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole workers against simulated institutions, judged at the other end of the wire. */
class RunningPipelineTest {
  private static final Duration OPEN = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private static final String LIMITED = "N01";
  private static final String SHARED = "N02";
  private static final String LEASED = "N03";
  private static final String STORED = "N04";

  @TempDir static Path folder;
  private static Simulated institutions;

  @BeforeAll
  static void startInstitutions() throws Exception {
    institutions =
        Simulated.start(
            folder,
            Stream.of(LIMITED, SHARED, LEASED, STORED)
                .collect(toMap(Function.identity(), RunningPipelineTest::policy)));
  }

  @AfterAll
  static void stopInstitutions() {
    institutions.close();
  }

  private static String policy(String code) {
    return """
    code: %s
    name: N
    preset: kr-mydata
    zone: UTC
    windows: ["always"]
    cycle: P1D
    quota:
      - {scope: call, times: 1, per: rolling, length: PT1H, counts: successes}
    auth: none
    max-in-flight: 40
    timeout: {connect: 1s, response: 5s, refresh: 1m}
    headers: {x-api-type: scheduled, x-api-tran-id: "{tran-id}", x-user: "{user}"}
    """
            .formatted(code)
        + (code.equals(LIMITED)
            ? """
            limits:
              - {calls: 90, per: second}
              - {calls: 12, per: second, scope: endpoint}
              - {calls: 8, per: second, call: balance}
            allowance: 300ms
            endpoints: [{url: "http://127.0.0.1:1"}, {url: "http://127.0.0.1:2"}]
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
            : """
            limits:
              - {calls: 90, per: second}
            endpoints: [{url: "http://127.0.0.1:1"}]
            calls:
              - name: accounts
                get: "/v1/bank/accounts?org_code={institution}&search_timestamp={since}&limit=500"
                pages: next_page
            """);
  }

  /** The worker has far more tickets and users than the narrow limits let through. */
  @Test
  void limitsOfAnEndpointAndOfACallHoldInsideRunningLanes() throws Exception {
    try (WorkerUnderTest worker = new WorkerUnderTest().start()) {
      int id = worker.institution(LIMITED, institutions.policy(LIMITED));
      worker.consents(id, 800);
      MinuteCommand command = worker.command(id, LIMITED, 0, 2, OPEN, INTERVAL, 400);
      worker.obey(command);
      worker.obey(worker.command(id, LIMITED, 1, 2, OPEN, INTERVAL, 400));
      await("the minute is over", () -> worker.now().isAfter(command.openUntil().plusSeconds(1)));

      List<Arrival> ledger = institutions.ledger(LIMITED);
      // The simulator counts each endpoint and each call for itself, and refuses what is too much.
      assertThat(ledger).extracting(Arrival::status).containsOnly(200);
      assertThat(institutions.judged(LIMITED).findings()).allMatch(Finding::kept);
      // Two endpoints with 12 in 1.3 s each, and one call with 8: had they not been what held the
      // lanes back, there would be hundreds more; had they held back too much, far fewer.
      int seconds = (int) OPEN.toSeconds();
      assertThat(ledger.size()).isBetween(seconds * 8, seconds * 24 + 24);
      List<Arrival> balances = ledger.stream().filter(c -> c.call().equals("balance")).toList();
      assertThat(balances.size()).isBetween(seconds * 3, seconds * 8 + 8);
      assertThat(most(balances, Duration.ofSeconds(1))).isBetween(4, 8);
    }
  }

  @Test
  void ofTwoWorkersWithTheSameCommandOneOwnsTheLaneAndTheOtherDropsIt() {
    try (WorkerUnderTest one = new WorkerUnderTest().start();
        WorkerUnderTest other = one.second().start()) {
      int id = one.institution(SHARED, institutions.policy(SHARED));
      one.consents(id, 200);
      MinuteCommand command = one.command(id, SHARED, 0, 1, OPEN, INTERVAL, 400);
      one.obey(command);
      other.obey(command);
      await("all are settled", () -> succeeded(one, id) == 200);

      assertThat(everyoneOnce(institutions.ledger(SHARED))).hasSize(200);
      assertThat(one.count("SELECT count(DISTINCT registration) FROM page")).isEqualTo(1);
      // There was a choice: both were alive, and one did nothing at all.
      assertThat(one.count("SELECT count(*) FROM server WHERE ended_at IS NULL")).isEqualTo(2);
      assertThat(List.of(started(one), started(other))).containsExactlyInAnyOrder(0L, 200L);
    }
  }

  @Test
  void aWorkerThatHasLostItsLeaseStartsNothingUntilItHasOneAgain() throws Exception {
    try (WorkerUnderTest worker =
            new WorkerUnderTest(
                    "--tidegate.server.heartbeat=200ms",
                    "--tidegate.server.lease=2s",
                    "--tidegate.server.others-wait=4s")
                .start();
        Connection lock = worker.place.owner().getConnection()) {
      int id = worker.institution(LEASED, institutions.policy(LEASED));
      worker.consents(id, 2_000);
      MinuteCommand command = worker.command(id, LEASED, 0, 1, OPEN, INTERVAL, 800);
      worker.obey(command);
      await("calls are made", () -> institutions.ledger(LEASED).size() > 50);

      lock.setAutoCommit(false);
      try (var held = lock.createStatement()) {
        held.execute("SELECT FROM server FOR UPDATE"); // no heartbeat gets through
      }
      Gate gate = worker.bean(Gate.class);
      await("the lease is over", () -> gate.open() == null);
      Instant lost = worker.now();
      assertThat(lost).isBefore(command.openUntil().minusSeconds(3));
      await("the minute is over", () -> worker.now().isAfter(command.openUntil()));

      // A call of the last step may still have been on its way.
      assertThat(institutions.ledger(LEASED))
          .allMatch(call -> call.micros() < micros(lost.plusMillis(500)));
      await(
          "those who had tickets and were not called are given back",
          () -> worker.count("SELECT count(*) FROM retry WHERE kind = 'given-back'") > 10);

      lock.rollback();
      await("it has a lease again", () -> gate.open() != null);
      int before = institutions.ledger(LEASED).size();
      worker.obey(worker.next(command, 400));
      await("it goes on", () -> institutions.ledger(LEASED).size() > before);
    }
  }

  @Test
  void successesThatWaitWhileTheDatabaseIsAwayAreAllSettledAndNobodyIsCalledTwice()
      throws Exception {
    Path home = folder.resolve("database");
    PostgresSettings settings = new PostgresSettings(32, 60, "UTC");
    PostgresServer server = PostgresServer.start(home, settings);
    try {
      server.createDatabase("away");
      Migration.apply(server.owner("away"));
      WorkerUnderTest.Place place =
          new WorkerUnderTest.Place(
              server.url("away"),
              PostgresServer.USER,
              server.password(),
              server.owner("away"),
              () -> {});
      try (WorkerUnderTest worker =
          new WorkerUnderTest(place, "--tidegate.pipeline.settle-every=8s").start()) {
        int id = worker.institution(STORED, institutions.policy(STORED));
        worker.consents(id, 2_000);
        MinuteCommand command = worker.command(id, STORED, 0, 1, OPEN, INTERVAL, 400);
        worker.obey(command);
        Settler settler = worker.bean(Settler.class);
        await("successes wait", () -> settler.waiting() > 20);

        server.close();
        await("successes wait that cannot be settled", () -> settler.waiting() > 0);
        assertThat(everyoneOnce(institutions.ledger(STORED))).isNotEmpty();

        server = PostgresServer.start(home, settings);
        await("nothing waits any more", () -> settler.waiting() == 0);
        await("every success is settled", () -> areSettled(worker, id));

        int called = institutions.ledger(STORED).size();
        worker.obey(worker.next(command, 400));
        await("others are called", () -> institutions.ledger(STORED).size() > called + 50);
        await("every success is settled", () -> areSettled(worker, id));
        everyoneOnce(institutions.ledger(STORED));
        assertThat(institutions.judged(STORED).findings()).allMatch(Finding::kept);
      }
    } finally {
      server.close();
    }
  }

  /** Whether the database knows as refreshed exactly those whose calls have succeeded. */
  private static boolean areSettled(WorkerUnderTest worker, int institutionId) {
    Set<String> settled =
        new TreeSet<>(
            worker
                .owner
                .sql(
                    "SELECT user_id FROM consent"
                        + " WHERE succeeded_at > '-infinity' AND institution_id = :id")
                .param("id", institutionId)
                .query(String.class)
                .list());
    return settled.equals(everyoneOnce(institutions.ledger(STORED)));
  }

  /** The users of a ledger, none of whom is to be in it twice. */
  private static Set<String> everyoneOnce(List<Arrival> ledger) {
    Set<String> users = ledger.stream().map(Arrival::user).collect(Collectors.toSet());
    assertThat(ledger).extracting(Arrival::status).containsOnly(200);
    assertThat(ledger).hasSameSizeAs(users);
    return new TreeSet<>(users);
  }

  /** The largest number of calls in any stretch of that length. */
  private static int most(List<Arrival> calls, Duration length) {
    List<Long> at = new ArrayList<>(calls.stream().map(Arrival::micros).sorted().toList());
    int most = 0;
    for (int first = 0, last = 0; last < at.size(); last++) {
      while (at.get(last) - at.get(first) >= length.toNanos() / 1_000) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private static long started(WorkerUnderTest worker) {
    return worker.bean(Lanes.class).counts().values().stream()
        .mapToLong(each -> each.minute().started.get())
        .sum();
  }

  private static long micros(Instant instant) {
    return LaneMinute.nanos(instant) / 1_000;
  }

  private static long succeeded(WorkerUnderTest worker, int institutionId) {
    return worker.count(
        "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id = "
            + institutionId);
  }
}
