package io.tidegate.scheduler.dispatch;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.Ring;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.plan.DayPlanning;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What planning and dispatch cost, whole: policies looked at, database asked, plans stored,
 * commands with Kafka. One institution in ten is large (8 lanes, 1,000 calls a second), of each ten
 * thousand consents a hundred wait out of turn, and pages of the last minutes stand there. {@code
 * bench plan} measures the same from outside, with real consents.
 */
final class ManyInstitutions {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int CONSENTS = 10_000;
  private static final String WEEKLY =
      """
      windows: [always]
      ramp-minutes: 0
      cycle: P7D
      quota: [{times: 1, per: calendar-week, from: SUNDAY, counts: successes}]
      """;
  private static final String SMALL = WEEKLY + "limits: [{calls: 600, per: minute}]\n";
  private static final String LARGE =
      WEEKLY + "limits: [{calls: 1000, per: second}]\nlanes: 8\nmax-in-flight: 400\n";

  private ManyInstitutions() {}

  /** How long something took, by the wall and by its own thread. */
  record Took(String what, Duration wall, Duration cpu) {
    @Override
    public String toString() {
      return "%s: %d ms, own CPU %d ms".formatted(what, wall.toMillis(), cpu.toMillis());
    }
  }

  /**
   * What was measured, how many plans were stored, how many of their lanes have users, and how many
   * commands were sent.
   */
  record Figures(List<Took> took, int plans, int lanesWithUsers, int commands) {}

  static Figures measure(Path folder, int institutions, int minutes) {
    for (int i = 0; i < institutions; i++) {
      String code = "T%04d".formatted(i);
      PolicyFiles.write(folder, code, PolicyFiles.text(code, i % 10 == 0 ? LARGE : SMALL));
    }
    Instant now = Instant.now();
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, folder, now)) {
      Instant first = now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(600);
      populate(database, first);
      scheduler.clock().runOffBy(Duration.ZERO);
      List<Took> took = new ArrayList<>();
      for (int i = 0; i < minutes; i++) {
        Instant minute = first.plusSeconds(60L * i);
        took.add(
            took(
                institutions + " institutions, minute " + i + " planned, stored and sent",
                () -> scheduler.bean(Dispatcher.class).dispatch(minute)));
      }
      Instant tomorrow = first.plus(Duration.ofDays(1));
      took.add(
          took(
              institutions + " institutions, day targets",
              () -> scheduler.bean(DayPlanning.class).planWhatChanged(tomorrow)));
      return new Figures(
          List.copyOf(took),
          count(scheduler, "SELECT count(*) FROM minute_plan"),
          count(
              scheduler,
              "SELECT count(*) FROM minute_plan, unnest(targets) AS users WHERE users > 0"),
          count(scheduler, "SELECT coalesce(sum(commands), 0) FROM minute_dispatch"));
    }
  }

  private static int count(RunningScheduler scheduler, String sql) {
    return scheduler.sql().sql(sql).query(Integer.class).single();
  }

  private static Took took(String what, Runnable work) {
    long begin = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    work.run();
    return new Took(
        what,
        Duration.ofNanos(System.nanoTime() - begin),
        Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu));
  }

  private static void populate(TestDatabase database, Instant minute) {
    new Ring(database).populateAll(CONSENTS);
    JdbcClient owner = JdbcClient.create(database.owner());
    for (String sql : POPULATE) {
      owner.sql(sql).param("minute", minute.atOffset(ZoneOffset.UTC)).update();
    }
    owner.sql("ANALYZE").update();
  }

  private static final List<String> POPULATE =
      List.of(
          """
          INSERT INTO lane
          SELECT i.id, j, n.lanes, :minute - interval '1 h', ring_arc_first(j, n.lanes),
                 CASE WHEN j + 1 = n.lanes THEN 9223372036854775807
                      ELSE ring_arc_first(j + 1, n.lanes) - 1 END,
                 7, :minute - interval '1 h', ring_arc_first(j, n.lanes), '',
                 ring_arc_first(j, n.lanes), '', false, false, 100, 120, 0, 1
          FROM institution AS i
          CROSS JOIN LATERAL (SELECT CASE WHEN i.code LIKE '%0' THEN 8 ELSE 1 END AS lanes) AS n
          CROSS JOIN LATERAL generate_series(0, n.lanes - 1) AS j
          """,
          """
          INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
          SELECT i.id, ring_key('u' || n), 'u' || n, 'failed',
                 :minute + (n % 40 - 20) * interval '1 minute'
          FROM institution AS i, generate_series(1, 100) AS n
          """,
          """
          INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                            number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                            to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                            retries, ended_at, settled, users)
          SELECT l.institution_id, l.lane, :minute - s * interval '1 second', l.lanes, 1, 1, 1, 7,
                 :minute + interval '1 d', :minute, :minute + interval '2 minutes',
                 :minute + interval '3 minutes', l.arc_first, l.arc_first, 3, 1, 0, 2, 3, 0,
                 CASE WHEN s > 20 THEN :minute END, '111', '{a,b,c}'
          FROM lane AS l
          CROSS JOIN LATERAL generate_series(1, 900, CASE WHEN l.lanes = 8 THEN 5 ELSE 60 END) AS s
          """);
}
