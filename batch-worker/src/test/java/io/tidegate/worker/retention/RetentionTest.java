package io.tidegate.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.worker.RunningWorker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a whole worker forgets. */
class RetentionTest {
  private static final TestDatabase DATABASE = TestServers.database();
  private static final JdbcClient OWNER = JdbcClient.create(DATABASE.owner());

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static RunningWorker running;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Instant now;

  @BeforeAll
  static void startWorker() {
    running =
        RunningWorker.start(
            DATABASE, "--tidegate.imports.look-around=1h", "--tidegate.retention.batch=3");
    now = running.bean(Clock.class).instant();
    OWNER.sql("INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')").update();
  }

  @AfterAll
  static void stopWorker() {
    running.close();
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    OWNER
        .sql(
            "TRUNCATE consent, past_consent, ring_arc, lane, lane_round, retry, given_up,"
                + " consent_token, import_rejection, import_row, import_candidate, import_file,"
                + " call_failure, trial, trial_call, batch_job_instance, shedlock CASCADE")
        .update();
  }

  private static Retention retention() {
    return running.bean(Retention.class);
  }

  @Test
  void oldFailuresTrialsAndLivesAreForgottenInBatchesAndYoungOnesKept() {
    for (int i = 0; i < 10; i++) {
      Duration age = Duration.ofDays(i < 7 ? 91 : 89);
      failure("t" + i, now.minus(age));
    }
    trial(1, Duration.ofDays(31));
    trial(2, Duration.ofDays(29));
    givenUp("over", Duration.ofDays(47), Duration.ofDays(46).negated());
    givenUp("long", Duration.ofDays(46), Duration.ofDays(1).negated());
    givenUp("barred", Duration.ofDays(46), Duration.ofDays(1));
    givenUp("young", Duration.ofDays(44), Duration.ofDays(40).negated());
    pastLife(Duration.ofDays(46));
    pastLife(Duration.ofDays(44));

    assertThat(retention().forget(now)).isEqualTo(7 + 1 + 1 + 1);

    assertThat(count("call_failure")).isEqualTo(3);
    assertThat(
            one("SELECT string_agg(id || ' ' || trial_id, ',') FROM trial JOIN trial_call ON true"))
        .isEqualTo("2 2");
    assertThat(one("SELECT string_agg(user_id, ',' ORDER BY user_id) FROM given_up"))
        .isEqualTo("barred,long,young");
    assertThat(count("past_consent")).isEqualTo(1);
    assertThat(retention().forget(now)).isZero();
  }

  @Test
  void whenRoundsBeganIsKnownForThreeDaysAndOfTheOneBeforeToo() {
    for (int hours : new int[] {200, 100, 80, 60, 30}) {
      round(0, hours);
    }
    round(1, 100); // long, and not over yet

    assertThat(retention().forget(now)).isEqualTo(2);

    assertThat(
            OWNER
                .sql(
                    """
                    SELECT arc_first || ': ' || round(extract(epoch FROM :now - began_at) / 3600)
                      FROM lane_round ORDER BY arc_first, began_at
                    """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list())
        .containsExactly("0: 80", "0: 60", "0: 30", "1: 100");
    assertThat(retention().forget(now)).isZero();
  }

  private static void round(long arcFirst, int hoursAgo) {
    OWNER
        .sql("INSERT INTO lane_round SELECT id, :first, :first, :at FROM institution LIMIT 1")
        .param("first", arcFirst)
        .param("at", now.minus(Duration.ofHours(hoursAgo)).atOffset(ZoneOffset.UTC))
        .update();
  }

  @Test
  void anOldImportIsForgottenWithItsJobAndItsRejectedRows() {
    OWNER
        .sql(
            """
            INSERT INTO import_file (name, replace, state, finished_at)
            VALUES
              ('old', false, 'done', :old), ('young', false, 'done', :young),
              ('at work', false, 'running', NULL)
            """)
        .param("old", now.minus(Duration.ofDays(91)).atOffset(ZoneOffset.UTC))
        .param("young", now.minus(Duration.ofDays(89)).atOffset(ZoneOffset.UTC))
        .update();
    OWNER
        .sql(
            "INSERT INTO import_rejection SELECT id, line, 'wrong' FROM import_file,"
                + " generate_series(1, 8) AS line")
        .update();
    jobOf("old");
    String young = jobOf("young");

    assertThat(retention().forget(now)).isEqualTo(9);

    assertThat(one("SELECT string_agg(name, ',' ORDER BY id) FROM import_file"))
        .isEqualTo("young,at work");
    assertThat(count("import_rejection")).isEqualTo(16);
    assertThat(one("SELECT string_agg(job_instance_id::text, ',') FROM batch_job_instance"))
        .isEqualTo(young);
    assertThat(one("SELECT string_agg(job_instance_id::text, ',') FROM batch_job_execution"))
        .isEqualTo(young);
  }

  @Test
  void consentsThatWereOverLongAgoGoWithinTheirRoundOfDaysWithAllThatHangsOnThem() {
    for (int i = 0; i < 100; i++) {
      consent("ended-" + i, now.minus(Duration.ofDays(401)), null);
    }
    consent("expired", null, now.minus(Duration.ofDays(401)));
    consent("young", now.minus(Duration.ofDays(399)), null);
    consent("active", null, null);
    OWNER
        .sql(
            """
            INSERT INTO ring_arc SELECT 1, ring_arc_of(ring_key), count(*) FROM consent GROUP BY 2;
            INSERT INTO consent_token SELECT 1, ring_key, user_id, 't' FROM consent;
            INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
            SELECT 1, ring_key, user_id, 'failed', now() FROM consent
            """)
        .update();

    int gone = 0;
    int most = 0;
    for (int day = 0; day < 32; day++) {
      int today = retention().forgetConsents(now.plus(Duration.ofDays(day)));
      gone += today;
      most = Math.max(most, today);
    }
    // Young one became old meanwhile, whether its day was late enough or not.
    assertThat(gone).isIn(101, 102);
    assertThat(most).as("a day has its own share only").isLessThan(20);
    for (String table : new String[] {"consent", "consent_token", "retry"}) {
      assertThat(one("SELECT string_agg(user_id, ',' ORDER BY user_id) FROM " + table))
          .as(table)
          .isIn("active,young", "active");
    }
    assertThat(one("SELECT sum(consents)::text FROM ring_arc")).isEqualTo("" + (103 - gone));
    assertThat(retention().recount()).isZero();
  }

  @Test
  void aCountThatIsWrongIsPutRightAndCounted() {
    for (int i = 0; i < 50; i++) {
      consent("user-" + i, null, null);
    }
    OWNER
        .sql(
            "INSERT INTO ring_arc SELECT 1, ring_arc_of(ring_key), count(*) FROM consent GROUP BY"
                + " 2")
        .update();
    assertThat(retention().recount()).isZero();
    OWNER
        .sql(
            "UPDATE ring_arc SET consents = consents + 5 WHERE arc ="
                + " ring_arc_of(ring_key('user-1'))")
        .update();
    OWNER.sql("DELETE FROM consent WHERE user_id = 'user-2'").update(); // by hand

    double before = corrections();
    assertThat(retention().recount()).isEqualTo(5 + 1);
    assertThat(one("SELECT sum(consents)::text FROM ring_arc")).isEqualTo("49");
    assertThat(corrections() - before).isEqualTo(6);
    assertThat(retention().recount()).isZero();
  }

  @Test
  void oneOfTwoWorkersDoesItAndAgainWhenTheTimeIsOver() {
    failure("t", now.minus(Duration.ofDays(91)));
    round();
    assertThat(count("call_failure")).isZero();
    assertThat(count("shedlock")).isEqualTo(3);

    failure("t", now.minus(Duration.ofDays(91)));
    round(); // another worker, a moment later
    assertThat(count("call_failure")).isEqualTo(1);

    OWNER.sql("UPDATE shedlock SET lock_until = now() - interval '1 s'").update(); // an hour later
    round();
    assertThat(count("call_failure")).isZero();
  }

  private static void round() {
    DefaultLockingTaskExecutor locks =
        new DefaultLockingTaskExecutor(
            new JdbcTemplateLockProvider(
                JdbcTemplateLockProvider.Configuration.builder()
                    .withJdbcTemplate(running.bean(JdbcTemplate.class))
                    .usingDbTime()
                    .build()));
    try (RetentionRounds rounds =
        new RetentionRounds(retention(), locks, running.bean(Clock.class))) {
      rounds.round();
    }
  }

  private static double corrections() {
    return running
        .bean(MeterRegistry.class)
        .get("tidegate.ring.recount.corrections")
        .counter()
        .count();
  }

  private static void failure(String transaction, Instant at) {
    OWNER
        .sql(
            """
            INSERT INTO call_failure (transaction_id, institution_id, user_id, call, page,
                                      response_class, started_at, duration_us, registration)
            VALUES (:transaction, 1, 'u', 'c', 1, 'transient', :at, 1, 1)
            """)
        .param("transaction", transaction)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static void trial(long id, Duration age) {
    OWNER
        .sql(
            """
            INSERT INTO trial (id, institution_id, user_id, asked_at) OVERRIDING SYSTEM VALUE
            VALUES (:id, 1, 'u', :at)
            """)
        .param("id", id)
        .param("at", now.minus(age).atOffset(ZoneOffset.UTC))
        .update();
    OWNER
        .sql(
            """
            INSERT INTO trial_call (trial_id, sequence, transaction_id, call, page, request,
                                    response_class, answer_bytes, started_at, duration_us)
            VALUES (:id, 1, 'x' || :id, 'c', 1, 'GET /', 'success', 0, now(), 1)
            """)
        .param("id", id)
        .update();
  }

  /** Given up so long ago, barred until so long from now. */
  private static void givenUp(String user, Duration age, Duration until) {
    OWNER
        .sql(
            """
            INSERT INTO given_up (institution_id, at, until, ring_key, user_id, reason, attempts)
            VALUES (1, :at, :until, ring_key(:user), :user, 'transient', 3)
            """)
        .param("user", user)
        .param("at", now.minus(age).atOffset(ZoneOffset.UTC))
        .param("until", now.plus(until).atOffset(ZoneOffset.UTC))
        .update();
  }

  private static void pastLife(Duration age) {
    OWNER
        .sql(
            """
            INSERT INTO past_consent (institution_id, eligible_from, gone_at, succeeded_before,
                                      succeeded_at, given_up_at, given_up_until, rounds_began)
            VALUES (1, :at, :at, '-infinity', '-infinity', '{}', '{}', '{}')
            """)
        .param("at", now.minus(age).atOffset(ZoneOffset.UTC))
        .update();
  }

  private static void consent(String user, @Nullable Instant ended, @Nullable Instant expires) {
    OWNER
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from, ended_at,
                                 end_reason, expires_at)
            VALUES (1, ring_key(:user), :user, '2020-01-01', :ended::timestamptz, :reason,
                    :expires::timestamptz)
            """)
        .param("user", user)
        .param("ended", ended == null ? "infinity" : ended.toString())
        .param("reason", ended == null ? null : "import")
        .param("expires", expires == null ? "infinity" : expires.toString())
        .update();
  }

  /** As Spring Batch keeps the job of an import. */
  private static String jobOf(String name) {
    long id =
        OWNER
            .sql("SELECT id FROM import_file WHERE name = :name")
            .param("name", name)
            .query(Long.class)
            .single();
    JobRepository jobs = running.bean(JobRepository.class);
    JobParameters parameters = new JobParametersBuilder().addLong("importId", id).toJobParameters();
    JobInstance job = jobs.createJobInstance("import", parameters);
    jobs.createJobExecution(job, parameters, new ExecutionContext());
    return Long.toString(job.getInstanceId());
  }

  private static long count(String table) {
    return OWNER.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  private static String one(String sql) {
    return OWNER.sql(sql).query(String.class).single();
  }
}
