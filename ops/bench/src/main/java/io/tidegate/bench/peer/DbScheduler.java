package io.tidegate.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * db-scheduler: a one-time task per call, polled as its documentation recommends for many
 * executions (lock-and-fetch, {@code 1.0} to {@code 4.0} times the threads), ten times a second at
 * least: how often it looks is how precise it is.
 */
public final class DbScheduler implements Peer {
  private static final String TASK = "call";
  private static final double LOWER = 1;
  private static final double UPPER = 4;

  private static final String[] SCHEMA = {
    "DROP TABLE IF EXISTS scheduled_tasks",
    """
    CREATE TABLE scheduled_tasks (
      task_name text NOT NULL,
      task_instance text NOT NULL,
      task_data bytea,
      execution_time timestamptz NOT NULL,
      picked boolean NOT NULL,
      picked_by text,
      last_success timestamptz,
      last_failure timestamptz,
      consecutive_failures integer,
      last_heartbeat timestamptz,
      version bigint NOT NULL,
      priority smallint,
      PRIMARY KEY (task_name, task_instance))
    """,
    "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
    "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
  };

  private final HikariDataSource pool;
  private final Scheduler scheduler;

  private DbScheduler(DataSource database, Consumer<String> call, int threads) {
    pool = Pool.over(database, threads + 10);
    OneTimeTask<Void> task =
        Tasks.oneTime(TaskDescriptor.of(TASK))
            .execute((instance, context) -> call.accept(instance.getId()));
    scheduler =
        Scheduler.create(pool, task)
            .threads(threads)
            .pollUsingLockAndFetch(LOWER, UPPER)
            .pollingInterval(Duration.ofMillis(100))
            .build();
  }

  /** As many calls, all due now. */
  public static DbScheduler due(DataSource database, Calls calls, int threads, int tasks)
      throws SQLException {
    fill(database, Instant.EPOCH, Duration.ZERO, tasks);
    return new DbScheduler(database, calls::make, threads);
  }

  /** As many tasks that only tell that they were done, all due now. */
  public static DbScheduler due(DataSource database, Runnable done, int threads, int tasks)
      throws SQLException {
    fill(database, Instant.EPOCH, Duration.ZERO, tasks);
    return new DbScheduler(database, id -> done.run(), threads);
  }

  /** As many calls, each at its own instant. */
  public static DbScheduler paced(
      DataSource database, Calls calls, int threads, Instant first, Duration each, int tasks)
      throws SQLException {
    fill(database, first, each, tasks);
    return new DbScheduler(database, calls::make, threads);
  }

  private static void fill(DataSource database, Instant first, Duration each, int tasks)
      throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        PreparedStatement fill =
            connection.prepareStatement(
                """
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                SELECT ?, 'u-' || i, ?::timestamptz + i * ? * interval '1 microsecond', false, 1
                  FROM generate_series(1, ?) AS i
                """)) {
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      fill.setString(1, TASK);
      fill.setObject(2, first.atOffset(ZoneOffset.UTC));
      fill.setDouble(3, each.toNanos() / 1e3);
      fill.setInt(4, tasks);
      fill.executeUpdate();
      statement.execute("VACUUM ANALYZE scheduled_tasks");
    }
  }

  @Override
  public void start() {
    scheduler.start();
  }

  @Override
  public void close() {
    scheduler.stop();
    pool.close();
  }
}
