package io.tidegate.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Tally;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.Ring;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.tally.Tallies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two schedulers on one database; their clocks run, as the database's does. */
class DispatcherTest {
  private static TestDatabase database;
  private static RunningScheduler one;
  private static RunningScheduler two;
  private static JdbcClient owner;
  private static int minutes;

  @BeforeAll
  static void start(@TempDir Path folder) {
    String wide =
        """
        windows: [always]
        ramp-minutes: 0
        cycle: PT10H
        lanes: 4
        max-in-flight: 100
        limits: [{calls: 30000, per: minute}]
        """;
    PolicyFiles.write(folder, "DISPATCH1", PolicyFiles.text("DISPATCH1"));
    PolicyFiles.write(folder, "DISPATCH4", PolicyFiles.text("DISPATCH4", wide));
    database = TestServers.database();
    owner = JdbcClient.create(database.owner());
    one = RunningScheduler.start(database, folder, Instant.now());
    two = RunningScheduler.start(database, folder, Instant.now());
    new Ring(database).populateAll(600_000);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    database.close();
  }

  @BeforeEach
  void clocksAreRight() {
    one.clock().runOffBy(Duration.ZERO);
    two.clock().runOffBy(Duration.ZERO);
  }

  @Test
  void twoSchedulersThatFireAtOnceSendEachMinuteOnce() throws Exception {
    try (Commands commands = new Commands("DISPATCH");
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Instant> all = new ArrayList<>();
      int sent = 0;
      for (int i = 0; i < 20; i++) {
        Instant minute = nextMinute();
        all.add(minute);
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<Dispatcher.Outcome>> outcomes =
            List.of(
                threads.submit(() -> fire(one, minute, together)),
                threads.submit(() -> fire(two, minute, together)));
        for (Future<Dispatcher.Outcome> outcome : outcomes) {
          sent += outcome.get() == Dispatcher.Outcome.SENT ? 1 : 0;
        }
        assertThat(one.bean(Dispatcher.class).dispatchIfNobodyDid(minute))
            .isEqualTo(Dispatcher.Outcome.TAKEN);
      }
      assertThat(sent).isEqualTo(20);
      List<MinuteCommand> received = commands.receive(20 * 5);
      assertThat(received).hasSize(100).doesNotHaveDuplicates();
      assertThat(received).allMatch(command -> all.contains(command.minute()));
      System.out.println("duplicates of 100 commands of two schedulers: 0");
    }
  }

  @Test
  void aMinuteThatItsNodeNeverSentIsTakenOverWithThePlansThatItStored() throws Exception {
    Instant minute = nextMinute();
    int bank = id("DISPATCH1");
    owner
        .sql(
            """
            INSERT INTO minute_dispatch (minute, node, taken_at)
            VALUES (:minute, 'dead', clock_timestamp() - interval '5 seconds')
            """)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .update();
    owner
        .sql(
            """
            INSERT INTO minute_plan (institution_id, minute, policy_version, ticket_interval_ns, lanes,
                                     span_seconds, open_from, open_until, targets, behind)
            VALUES (:bank, :minute, 1, 100170001, 1, 60, :minute, :minute + interval '1 minute', '{7}',
                    '{0}')
            """)
        .param("bank", bank)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .update();
    try (Commands commands = new Commands("DISPATCH")) {
      assertThat(one.bean(Dispatcher.class).dispatch(minute)).isEqualTo(Dispatcher.Outcome.TAKEN);
      assertThat(one.bean(Dispatcher.class).dispatchIfNobodyDid(minute))
          .isEqualTo(Dispatcher.Outcome.SENT);
      assertThat(two.bean(Dispatcher.class).dispatchIfNobodyDid(minute))
          .isEqualTo(Dispatcher.Outcome.TAKEN);
      List<MinuteCommand> received = commands.receive(5);
      assertThat(received)
          .filteredOn(command -> command.institutionId() == bank)
          .singleElement()
          .returns(7, MinuteCommand::users);
    }
  }

  @Test
  void aNodeThatIsAtItIsNotDisturbed() {
    Instant minute = nextMinute();
    owner
        .sql("INSERT INTO minute_dispatch (minute, node) VALUES (:minute, 'busy')")
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .update();
    assertThat(one.bean(Dispatcher.class).dispatchIfNobodyDid(minute))
        .isEqualTo(Dispatcher.Outcome.TAKEN);
  }

  @Test
  void aMinuteThatHasBegunIsNotSent() {
    Instant begun = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    assertThat(one.bean(Dispatcher.class).dispatch(begun)).isEqualTo(Dispatcher.Outcome.BEGUN);
    assertThat(
            owner
                .sql("SELECT count(*) FROM minute_plan WHERE minute = :minute")
                .param("minute", begun.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void aNodeWhoseClockIsOffSendsNothingAndSaysSo() {
    one.clock().runOffBy(Duration.ofSeconds(-2));
    Instant minute = nextMinute();
    assertThat(one.bean(Dispatcher.class).dispatch(minute)).isEqualTo(Dispatcher.Outcome.CLOCK_OFF);
    assertThat(one.get("/actuator/health").statusCode()).isEqualTo(503);
    assertThat(two.bean(Dispatcher.class).dispatchIfNobodyDid(minute))
        .isEqualTo(Dispatcher.Outcome.SENT);
  }

  @Test
  void anInstitutionThatThrottlesIsSlowedToHalfItsRateByItsStateOnly() {
    Instant minute = nextMinute();
    int bank = id("DISPATCH4");
    Instant before = minute.minusSeconds(60);
    one.bean(Tallies.class)
        .count(
            List.of(
                new Tally(
                    4711,
                    bank,
                    1,
                    before,
                    before.plusSeconds(1),
                    List.of(
                        new Tally.Count(before, "accounts", "scheduled", "throttled", 1, 5, 25)),
                    null,
                    null)));
    one.bean(Dispatcher.class).dispatch(minute);
    assertThat(
            owner
                .sql("SELECT rate_factor FROM institution_state WHERE institution_id = :bank")
                .param("bank", bank)
                .query(Double.class)
                .single())
        .isEqualTo(0.5);
    assertThat(
            owner
                .sql(
                    """
                    SELECT ticket_interval_ns FROM minute_plan
                     WHERE institution_id = :bank AND minute = :minute
                    """)
                .param("bank", bank)
                .param("minute", minute.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single())
        .isEqualTo(institution("DISPATCH4").policy().tickets().intervalNanos());
    assertThat(RateFactors.next(0.5, false)).isEqualTo(0.5625);
    assertThat(RateFactors.next(1.0 / 16, true)).isEqualTo(1.0 / 16);
    assertThat(RateFactors.next(1, false)).isEqualTo(1);
  }

  @Test
  void lanesOfAnInstitutionLieOnPartitionsNextToEachOther() {
    for (int lane = 0; lane < 24; lane++) {
      int partition = CommandSender.partition("BANK", lane, 12);
      assertThat(partition).isBetween(0, 11);
      assertThat(partition).isEqualTo((CommandSender.partition("BANK", 0, 12) + lane) % 12);
    }
  }

  private static Dispatcher.Outcome fire(
      RunningScheduler scheduler, Instant minute, CyclicBarrier together) throws Exception {
    together.await();
    return scheduler.bean(Dispatcher.class).dispatch(minute);
  }

  /** A minute to come that no test has used. */
  private static synchronized Instant nextMinute() {
    minutes++;
    return Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60L * (5 + 2 * minutes));
  }

  private static io.tidegate.scheduler.institution.Institution institution(String code) {
    return one.bean(Institutions.class).inForce(Instant.now(), code).orElseThrow();
  }

  private static int id(String code) {
    return institution(code).id();
  }
}
