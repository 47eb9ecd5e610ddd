package io.tidegate.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Time passes for holders by hand, and for the database by moving the rows' instants back. */
class ServerLeaseTest {
  private static final ServerSettings SETTINGS =
      new ServerSettings(
          "test", Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(30));

  private final TestDatabase database = TestServers.database();
  private final JdbcClient owner = JdbcClient.create(database.owner());
  private final Servers servers = servers(database);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // wraps, as it may

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void theSmallestFreeIdIsGiven() {
    ServerLease first = registered();
    ServerLease second = registered();
    ServerLease third = registered();
    assertThat(ids(first, second, third)).containsExactly(1, 2, 3);
    second.close();
    assertThat(ids(registered(), registered())).containsExactly(2, 4);
  }

  @Test
  void aDeadServersIdIsUsedAgainOnlyAfterTheWaitAndItsNumberNever() {
    registered(); // dies: no heartbeat any more
    pass(Duration.ofSeconds(20));
    assertThat(ids(registered())).containsExactly(2);
    pass(Duration.ofSeconds(11));
    Registration next = registered().held().orElseThrow();
    assertThat(next.server()).isEqualTo(1);
    assertThat(next.number()).isEqualTo(3);
  }

  @Test
  void theHolderStopsFifteenSecondsAfterItSentTheLastHeartbeatThatGotThrough() {
    ServerLease lease = registered();
    long registration = lease.held().orElseThrow().number();
    nanos.addAndGet(Duration.ofMillis(14_999).toNanos());
    assertThat(lease.held()).isPresent();
    assertThat(lease.holds(registration)).isTrue();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(lease.held()).isEmpty();
    assertThat(lease.holds(registration)).isFalse();
  }

  @Test
  void aHeartbeatCountsFromBeforeItWasSent() throws Exception {
    ServerLease lease = registered();
    CompletableFuture<Void> beat;
    try (Connection other = database.owner().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM server FOR UPDATE");
      beat = CompletableFuture.runAsync(lease::beat);
      awaitABlockedStatement();
      nanos.addAndGet(Duration.ofSeconds(10).toNanos()); // ten seconds on the way
      other.commit();
    }
    beat.get(30, TimeUnit.SECONDS);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
    assertThat(lease.held()).isPresent();
    nanos.incrementAndGet();
    assertThat(lease.held()).isEmpty();
  }

  @Test
  void withoutADatabaseTheLeaseEndsByItselfAndAnswersGoOn() {
    TestDatabase lost = TestServers.database();
    ServerLease lease = new ServerLease(servers(lost), SETTINGS, nanos::get, () -> {});
    lease.beat();
    lost.close();
    lease.beat(); // does not throw
    assertThat(lease.held()).isPresent();
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    lease.beat();
    assertThat(lease.held()).isEmpty();
  }

  @Test
  void aSleeperThatNobodyEndedGoesOnAsItself() {
    ServerLease lease = registered();
    Optional<Registration> before = lease.held();
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    pass(Duration.ofMinutes(5));
    assertThat(lease.held()).isEmpty();
    lease.beat();
    assertThat(lease.held()).isEqualTo(before);
  }

  @Test
  void aSleeperThatWasFoundGoneRegistersAnewUnderAnotherNumber() {
    ServerLease lease = registered();
    long number = lease.held().orElseThrow().number();
    assertThat(servers.isGone(number)).isFalse();
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    pass(Duration.ofSeconds(31));
    assertThat(servers.isGone(number)).isTrue();
    assertThat(lease.held()).isEmpty();
    lease.beat();
    assertThat(lease.held().orElseThrow().number()).isGreaterThan(number);
    assertThat(servers.isGone(number)).isTrue();
  }

  @Test
  void aHeartbeatUnderWayDecidesBeforeAnybodyIsFoundGone() throws Exception {
    ServerLease lease = registered();
    long number = lease.held().orElseThrow().number();
    pass(Duration.ofSeconds(31));
    CompletableFuture<Boolean> gone;
    try (Connection holder = database.owner().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute(
          "UPDATE server SET heartbeat_at = clock_timestamp(),"
              + " others_wait_until = clock_timestamp() + interval '30 s'");
      gone = CompletableFuture.supplyAsync(() -> servers.isGone(number));
      awaitABlockedStatement();
      holder.commit();
    }
    assertThat(gone.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void eightThatRegisterAtOnceBecomeEightServers() {
    List<CompletableFuture<ServerLease>> all =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(this::registered))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join).flatMap(l -> l.held().stream()))
        .extracting(Registration::server)
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void callsAreCountedWithoutGapsWithinARegistration() {
    Registration registration = registered().held().orElseThrow();
    assertThat(registration.nextCall()).isZero();
    assertThat(registration.nextCall()).isOne();
  }

  @Test
  void settingsThatWouldLetTwoActAtOnceAreRefused() {
    assertThatThrownBy(
            () ->
                new ServerSettings(
                    "x", Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(29)))
        .hasMessageContaining("others-wait must be at least twice the lease (PT15S)");
    assertThatThrownBy(
            () ->
                new ServerSettings(
                    "x", Duration.ofSeconds(8), Duration.ofSeconds(15), Duration.ofSeconds(30)))
        .hasMessageContaining("heartbeat must be 10 ms to half the lease (PT15S), but is PT8S");
  }

  /** The law over random lives: never two that act under one id, no number twice. */
  @Test
  void neverDoTwoActUnderOneId() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("tidegate.seed=" + seed);
    Random random = new Random(seed);
    List<ServerLease> living = new ArrayList<>();
    Map<Long, Integer> numbers = new HashMap<>();
    for (int step = 0; step < 600; step++) {
      int chosen = living.isEmpty() ? 0 : random.nextInt(living.size());
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          if (living.size() < 6) {
            living.add(registered());
          }
        }
        case 2 -> {
          if (!living.isEmpty()) {
            living.remove(chosen).close();
          }
        }
        case 3, 4, 5 -> {
          if (!living.isEmpty()) {
            living.get(chosen).beat();
          }
        }
        case 6 -> servers.isGone(1 + random.nextInt(numbers.size() + 1));
        default -> {
          Duration time = Duration.ofMillis(random.nextLong(12_000));
          nanos.addAndGet(time.toNanos());
          pass(time);
        }
      }
      Set<Integer> acting = new HashSet<>();
      for (ServerLease lease : living) {
        lease
            .held()
            .ifPresent(
                held -> {
                  assertThat(acting.add(held.server())).as("id %s acts once", held).isTrue();
                  Integer id = numbers.putIfAbsent(held.number(), held.server());
                  assertThat(id).as("the id of %s", held).isIn(null, held.server());
                });
      }
    }
    assertThat(numbers).hasSizeGreaterThan(10);
  }

  private ServerLease registered() {
    ServerLease lease = new ServerLease(servers, SETTINGS, nanos::get, () -> {});
    lease.beat();
    return lease;
  }

  private static List<Integer> ids(ServerLease... leases) {
    return List.of(leases).stream().map(lease -> lease.held().orElseThrow().server()).toList();
  }

  private void pass(Duration time) {
    owner
        .sql(
            """
            UPDATE server SET heartbeat_at = heartbeat_at - :ms * interval '1 ms',
                              others_wait_until = others_wait_until - :ms * interval '1 ms'
            """)
        .param("ms", time.toMillis())
        .update();
  }

  /** Waits for the fact that some statement of this database waits for a lock. */
  private void awaitABlockedStatement() {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (owner
            .sql(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """)
            .query(Long.class)
            .single()
        == 0) {
      assertThat(System.nanoTime()).as("a statement should wait by now").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static Servers servers(TestDatabase database) {
    var source = database.as("tidegate_worker");
    return new Servers(
        JdbcClient.create(source), new TransactionTemplate(new JdbcTransactionManager(source)));
  }
}
