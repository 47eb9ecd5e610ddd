package io.tidegate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Timers and devices in a database, as they lie after years: those of one minute of the day are
 * scattered over the whole table. Made in the database, by two sessions, indexes last.
 *
 * @param due timers of 09:00 in Seoul that mean Friday, 27 November 2026: daily, weekly, monthly
 * @param bucket those of 09:00, due or not
 * @param all those of all minutes; the rest is spread over {@link #OTHER_MINUTES} minutes before
 *     09:00, a third of it daily
 */
record TimerLoad(int due, int bucket, int all) {
  /** How many other minutes of the day have timers. */
  static final int OTHER_MINUTES = 500;

  private static final int DEVICES_PER_STATEMENT = 250_000;
  private static final int TIMERS_PER_STATEMENT = 500_000;

  /** Prime, so that its multiples come by all numbers below another one. */
  private static final int STEP = 7_368_787;

  TimerLoad {
    if (due < 1 || due > bucket || bucket > all || all % STEP == 0) {
      throw new IllegalArgumentException(
          "of all timers some must be in the bucket, of those some due; given: %d due, %d, %d in all"
              .formatted(due, bucket, all));
    }
  }

  /** How many fall due in one of the other minutes. */
  int dueInOther() {
    return (all - bucket) / OTHER_MINUTES / 3;
  }

  void fill(BenchDatabase database) throws SQLException, IOException {
    run(
        database,
        "DROP INDEX timer_current, timer_user, timer_bucket, timer_replaced, device_user,"
            + " device_token",
        "ALTER TABLE timer DROP CONSTRAINT timer_pk");
    List<String> rows = new ArrayList<>();
    for (long from = 0; from < users(); from += DEVICES_PER_STATEMENT) {
      rows.add(devices(from, Math.min(users(), from + DEVICES_PER_STATEMENT)));
    }
    for (long from = 0; from < all; from += TIMERS_PER_STATEMENT) {
      rows.add(timers(from, Math.min(all, from + TIMERS_PER_STATEMENT)));
    }
    twoAtATime(database, rows);
    twoAtATime(
        database,
        List.of(
            """
            CREATE INDEX timer_bucket ON timer (shard, zone, minute, day_key, user_key, id, version)
              WHERE enabled AND set_aside IS NULL
            """,
            "ALTER TABLE timer ADD CONSTRAINT timer_pk PRIMARY KEY (id, version)"));
    twoAtATime(
        database,
        List.of(
            "CREATE INDEX timer_user ON timer (user_id, id)",
            "CREATE UNIQUE INDEX timer_current ON timer (id) WHERE holds_until IS NULL",
            "CREATE INDEX timer_replaced ON timer (shard, holds_until) WHERE holds_until IS NOT"
                + " NULL",
            "CREATE INDEX device_user ON device (user_key, user_id) INCLUDE (id, channel, app)",
            "CREATE UNIQUE INDEX device_token ON device (channel, app, token_digest)"));
    run(database, "VACUUM ANALYZE timer", "VACUUM ANALYZE device", "CHECKPOINT");
  }

  private int users() {
    return Math.max(1, all / 4);
  }

  private static String devices(long from, long to) {
    return """
    INSERT INTO device (id, user_id, app, channel)
    SELECT uuidv7(), 'user-' || n, 'bank', 'websocket' FROM generate_series(%d, %d) AS n
    """
        .formatted(from, to - 1);
  }

  /** Timer n is the i-th of the load: multiples of a prime put those of a kind far apart. */
  private String timers(long from, long to) {
    return """
    INSERT INTO timer (id, version, user_id, zone, minute, day_key, rule, first_date, title, body,
      data, ttl_seconds, holds_from)
    SELECT gen_random_uuid(), 1, 'user-' || n %% %1$d, 'Asia/Seoul',
      CASE WHEN i < %2$d THEN 540 ELSE 540 - %5$d + i %% %5$d END,
      CASE WHEN i < %3$d THEN (ARRAY[0, 16, 155])[1 + i %% 3]
        WHEN i >= %2$d AND i / %5$d %% 3 = 0 THEN 0
        WHEN i %% 2 = 0 THEN 1 ELSE 129 END,
      CASE WHEN i < %3$d THEN
          (ARRAY['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=FR', 'FREQ=MONTHLY;BYMONTHDAY=27'])[1 + i %% 3]
        WHEN i >= %2$d AND i / %5$d %% 3 = 0 THEN 'FREQ=DAILY'
        WHEN i %% 2 = 0 THEN 'FREQ=WEEKLY;BYDAY=MO' ELSE 'FREQ=MONTHLY;BYMONTHDAY=1' END,
      '2026-01-01', 'Rent', 'It is due today.', '{"account": "7"}', 3600, '2026-01-01 00:00:00+00'
    FROM (SELECT n, n * %6$d %% %4$d AS i FROM generate_series(%7$d::bigint, %8$d) AS n) AS numbered
    """
        .formatted(users(), bucket, due, all, OTHER_MINUTES, STEP, from, to - 1);
  }

  private static void twoAtATime(BenchDatabase database, List<String> statements)
      throws SQLException, IOException {
    try (ExecutorService sessions =
        Executors.newFixedThreadPool(2, Thread.ofPlatform().name("load-", 1).factory())) {
      List<Future<?>> running = new ArrayList<>();
      for (String each : statements) {
        running.add(
            sessions.submit(
                () -> {
                  run(database, each);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw new IOException("timers were not loaded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while timers were loaded", e);
    }
  }

  /** With the memory that a session may take that builds an index. */
  private static void run(BenchDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '1GB'");
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
