package io.tidegate.scheduler.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Round;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.Institutions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class DayLedgerTest {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 1);
  private static final String LIMITS = "windows: [always]\nlimits: [{calls: 600, per: minute}]\n";

  private static TestDatabase database;
  private static RunningScheduler scheduler;
  private static JdbcClient owner;

  @BeforeAll
  static void start(@TempDir Path folder) {
    String weekly =
        "cycle: P7D\nquota: [{scope: consent, times: 1, per: calendar-week, from: SUNDAY,"
            + " counts: successes}]\n";
    PolicyFiles.write(folder, "WEEKLY", PolicyFiles.text("WEEKLY", LIMITS + weekly));
    PolicyFiles.write(folder, "HOURS", PolicyFiles.text("HOURS", LIMITS + "cycle: PT4H\n"));
    PolicyFiles.write(folder, "VANISHED", PolicyFiles.text("VANISHED", LIMITS + "cycle: P7D\n"));
    PolicyFiles.write(folder, "EARLY", PolicyFiles.text("EARLY", LIMITS + "cycle: P7D\n"));
    PolicyFiles.write(folder, "ROUNDS", PolicyFiles.text("ROUNDS", LIMITS + "cycle: P7D\n"));
    PolicyFiles.write(folder, "BARRED", PolicyFiles.text("BARRED", LIMITS + "cycle: P7D\n"));
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, folder, begin(SUNDAY.minusDays(30)));
    owner = JdbcClient.create(database.owner());
  }

  @AfterAll
  static void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void everyTermOfACalendarWeeksDaysIsWhatABookkeeperCounted() {
    // Sunday begins the week, Monday is any day of it.
    actOut("WEEKLY", SUNDAY, SUNDAY.plusDays(1));
  }

  @Test
  void everyTermOfRollingRoundsIsWhatABookkeeperCounted() {
    actOut("HOURS", SUNDAY, SUNDAY.plusDays(1));
  }

  @Test
  void whoWantsToComeOnceARoundWaitsFromTheNextRoundOnAndNotBefore() {
    Institution bank = unclosed("ROUNDS");
    Instant day = begin(SUNDAY);
    Instant born = day.minusSeconds(9 * 86_400);
    for (Duration age : List.of(Duration.ofDays(8), Duration.ofHours(-9))) {
      owner
          .sql("INSERT INTO lane_round VALUES (:bank, :first, :last, :at)")
          .param("bank", bank.id())
          .param("first", Long.MIN_VALUE)
          .param("last", Long.MAX_VALUE)
          .param("at", day.minus(age).atOffset(ZoneOffset.UTC))
          .update();
    }
    // Late in the last round, early in it, and already in this one.
    plant(bank, 1, born, null, null, List.of(day.minusSeconds(3600)));
    plant(bank, 2, born, null, null, List.of(day.minusSeconds(6 * 86_400)));
    plant(bank, 3, born, null, null, List.of(day.plusSeconds(10 * 3600)));
    // Gone, and so without a key: its begins were kept with it.
    owner
        .sql(
            """
            INSERT INTO past_consent (institution_id, eligible_from, gone_at, succeeded_before,
                                      succeeded_at, given_up_at, given_up_until, rounds_began)
            VALUES (:bank, :born, :gone, '-infinity', :success, '{}', '{}', ARRAY[:begin::timestamptz])
            """)
        .param("bank", bank.id())
        .param("born", born.atOffset(ZoneOffset.UTC))
        .param("gone", day.plusSeconds(11 * 3600).atOffset(ZoneOffset.UTC))
        .param("success", day.minusSeconds(3600).atOffset(ZoneOffset.UTC))
        .param("begin", day.plusSeconds(9 * 3600).atOffset(ZoneOffset.UTC))
        .update();
    close(SUNDAY);
    assertThat(ledger("ROUNDS", SUNDAY))
        .isEqualTo(new DayLedger("ROUNDS", SUNDAY, 1, 3, 1, 0, 1, 2, 0));
    assertThat(ledger("ROUNDS", SUNDAY).difference()).isZero();
  }

  @Test
  void aConsentThatVanishesBetweenTwoDaysIsMissed() {
    Institution bank = unclosed("VANISHED");
    for (int user = 0; user < 3; user++) {
      plant(bank, user, begin(SUNDAY).minusSeconds(3600), null, null, List.of());
    }
    close(SUNDAY);
    assertThat(ledger("VANISHED", SUNDAY).carriedOver()).isEqualTo(3);
    assertThat(ledger("VANISHED", SUNDAY).difference()).isZero();
    owner
        .sql("DELETE FROM consent WHERE institution_id = :bank AND user_id = 'u1'")
        .param("bank", bank.id())
        .update();
    close(SUNDAY.plusDays(1));
    assertThat(ledger("VANISHED", SUNDAY.plusDays(1)).difference()).isOne();
    assertThat(scheduler.get("/actuator/health/dayLedger").body())
        .contains("ALARM")
        .contains("VANISHED");
    assertThat(scheduler.get("/actuator/metrics/tidegate.ledger.difference").body())
        .contains("VANISHED");
    assertThat(scheduler.get("/v1/ledgers?institution=VANISHED&date=2026-11-02").body())
        .contains("\"difference\":1");
  }

  @Test
  void aConsentThatIsBarredButWasNeverGivenUpIsMissed() {
    Institution bank = unclosed("BARRED");
    Instant born = begin(SUNDAY).minusSeconds(3600);
    plant(bank, 1, born, null, null, List.of());
    plant(bank, 2, born, null, begin(SUNDAY.plusDays(5)), List.of());
    close(SUNDAY);
    assertThat(ledger("BARRED", SUNDAY))
        .isEqualTo(new DayLedger("BARRED", SUNDAY, 2, 0, 0, 0, 0, 1, 0));
    assertThat(ledger("BARRED", SUNDAY).difference()).isOne();
  }

  @Test
  void whoIsRefreshedOrGivenUpBeforeTheTimeBeginsToWaitWithIt() {
    Institution bank = unclosed("EARLY");
    Instant day = begin(SUNDAY);
    Instant born = day.minusSeconds(3600);
    plant(bank, 1, born, null, null, List.of(day.plusSeconds(3600), day.plusSeconds(7200)));
    Instant barred = begin(SUNDAY.plusDays(5));
    plant(bank, 2, born, null, barred, List.of(day.minusSeconds(60)));
    givenUp(bank, 2, day.plusSeconds(3600), barred);
    close(SUNDAY);
    assertThat(ledger("EARLY", SUNDAY))
        .isEqualTo(new DayLedger("EARLY", SUNDAY, 1, 2, 2, 1, 0, 0, 0));
    assertThat(ledger("EARLY", SUNDAY).difference()).isZero();
  }

  @Test
  void theDaySoFarIsCountedOnDemandAndUnknownInstitutionsAreNotFound() {
    scheduler.clock().set(begin(SUNDAY).plusSeconds(7200));
    assertThat(scheduler.get("/v1/ledgers/HOURS/today").body()).contains("\"day\":\"2026-11-01\"");
    assertThat(scheduler.get("/v1/ledgers/NOBODY/today").statusCode()).isEqualTo(404);
  }

  private static void actOut(String code, LocalDate... days) {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    System.out.println("DayLedgerTest " + code + " seed: -Dtidegate.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Institution bank = institution(code);
    Policy policy = bank.policy();
    Round round = policy.round();
    for (LocalDate day : days) {
      List<NavigableSet<Instant>> begins = rounds(bank, round.nominal(), day, random);
      owner.sql("DELETE FROM consent WHERE institution_id = " + bank.id()).update();
      owner.sql("DELETE FROM given_up WHERE institution_id = " + bank.id()).update();
      owner.sql("DELETE FROM day_ledger WHERE institution_id = " + bank.id()).update();
      List<Life> lives = new ArrayList<>();
      for (int user = 0; user < 150; user++) {
        UnaryOperator<Instant> next =
            round instanceof Round.PerPeriod ? round::end : begins.get(lane(user))::higher;
        Life life = Life.act(random, round, next, begin(day), begin(day.plusDays(1)));
        lives.add(life);
        plant(bank, user, life);
      }
      close(day);
      assertThat(ledger(code, day))
          .isEqualTo(
              new DayLedger(
                  code,
                  day,
                  sum(lives, life -> life.carriedIn),
                  sum(lives, life -> life.newlyEligible),
                  sum(lives, life -> life.refreshed),
                  sum(lives, life -> life.failed),
                  sum(lives, life -> life.withdrawn),
                  sum(lives, life -> life.carriedOver),
                  0));
      assertThat(ledger(code, day).difference()).isZero();
      assertThat(ledger(code, day).refreshed()).isPositive();
    }
  }

  /** Plants the begins of the rounds of two lanes, none of them punctual. */
  private static List<NavigableSet<Instant>> rounds(
      Institution bank, Duration length, LocalDate day, RandomGenerator random) {
    owner.sql("DELETE FROM lane_round WHERE institution_id = " + bank.id()).update();
    List<NavigableSet<Instant>> lanes = List.of(new TreeSet<>(), new TreeSet<>());
    for (int lane = 0; lane < lanes.size(); lane++) {
      Instant begin = begin(day.minusDays(14));
      while (begin.isBefore(begin(day.plusDays(2)).plus(length))) {
        lanes.get(lane).add(begin);
        owner
            .sql("INSERT INTO lane_round VALUES (:bank, :first, :last, :at)")
            .param("bank", bank.id())
            .param("first", lane == 0 ? Long.MIN_VALUE : 0)
            .param("last", lane == 0 ? -1 : Long.MAX_VALUE)
            .param("at", begin.atOffset(ZoneOffset.UTC))
            .update();
        begin = begin.plus(length).plusSeconds(random.nextLong(length.toSeconds()));
      }
    }
    return lanes;
  }

  private static int lane(int user) {
    return owner.sql("SELECT ring_key('u" + user + "') >= 0").query(Boolean.class).single() ? 1 : 0;
  }

  private static long sum(List<Life> lives, ToLongFunction<Life> term) {
    return lives.stream().mapToLong(term).sum();
  }

  private static void plant(Institution bank, int user, Life life) {
    Instant last = life.givenUpUntil.isEmpty() ? null : life.givenUpUntil.getLast();
    plant(bank, user, life.born, life.gone, last, life.successes);
    for (int i = 0; i < life.givenUpAt.size(); i++) {
      givenUp(bank, user, life.givenUpAt.get(i), life.givenUpUntil.get(i));
    }
  }

  private static void givenUp(Institution bank, int user, Instant at, Instant until) {
    owner
        .sql(
            """
            INSERT INTO given_up (institution_id, at, until, ring_key, user_id, reason, attempts)
            VALUES (:bank, :at, :until, ring_key(:user), :user, 'transient', 5)
            """)
        .param("bank", bank.id())
        .param("user", "u" + user)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static void plant(
      Institution bank,
      int user,
      Instant born,
      @Nullable Instant gone,
      @Nullable Instant barred,
      List<Instant> successes) {
    List<String> newestFirst =
        new ArrayList<>(successes.reversed().stream().map(Instant::toString).toList());
    while (newestFirst.size() < 2) {
      newestFirst.add("-infinity");
    }
    owner
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from, ended_at, end_reason,
                                 given_up_until, succeeded_at, succeeded_before, succeeded_earlier)
            VALUES (:bank, ring_key(:user), :user, :born, :gone::timestamptz, :reason,
                    :barred::timestamptz, :last::timestamptz, :before::timestamptz,
                    :earlier::timestamptz[])
            """)
        .param("bank", bank.id())
        .param("user", "u" + user)
        .param("born", born.atOffset(ZoneOffset.UTC))
        .param("gone", gone == null ? "infinity" : gone.toString())
        .param("reason", gone == null ? null : "consent ended")
        .param("barred", barred == null ? "-infinity" : barred.toString())
        .param("last", newestFirst.get(0))
        .param("before", newestFirst.get(1))
        .param(
            "earlier",
            newestFirst.stream()
                .skip(2)
                .collect(Collectors.joining("\",\"", "{\"", "\"}"))
                .replace("{\"\"}", "{}"))
        .update();
  }

  private static void close(LocalDate day) {
    scheduler.bean(DayClose.class).closeWhatIsOver(begin(day.plusDays(1)).plusSeconds(900));
  }

  private static DayLedger ledger(String code, LocalDate day) {
    return scheduler.bean(DayLedgers.class).find(code, day, 1).getFirst();
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(SEOUL).toInstant();
  }

  /** Another test's day may have closed this institution's too. */
  private static Institution unclosed(String code) {
    Institution bank = institution(code);
    owner.sql("DELETE FROM day_ledger WHERE institution_id = " + bank.id()).update();
    return bank;
  }

  private static Institution institution(String code) {
    return scheduler
        .bean(Institutions.class)
        .inForce(begin(SUNDAY.minusDays(29)), code)
        .orElseThrow();
  }
}
