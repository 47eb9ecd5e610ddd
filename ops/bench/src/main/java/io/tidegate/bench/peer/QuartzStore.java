package io.tidegate.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Quartz with its JDBC store, clustered, a trigger per timer: batches of as many triggers as there
 * are threads, acquired within the lock, as else a trigger may fire twice.
 */
public final class QuartzStore implements Peer {
  private static final String TABLES = "/io/tidegate/db/migration/V040__quartz.sql";
  private static final String DONE = "done";

  private final Scheduler scheduler;

  /** Tells that it was fired, and does nothing else. */
  public static final class Fired implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        if (context.getScheduler().getContext().get(DONE) instanceof Runnable done) {
          done.run();
        }
      } catch (SchedulerException e) {
        throw new JobExecutionException(e);
      }
    }
  }

  /**
   * As many triggers, all due now.
   *
   * @param url of an empty schema
   */
  public QuartzStore(
      String url, String user, String password, Runnable done, int threads, int triggers)
      throws SQLException, IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(tables());
      scheduler = new StdSchedulerFactory(settings(url, user, password, threads)).getScheduler();
      scheduler.getContext().put(DONE, done);
      JobDetail job = JobBuilder.newJob(Fired.class).withIdentity("timer").storeDurably().build();
      scheduler.scheduleJob(
          job,
          TriggerBuilder.newTrigger()
              .withIdentity("t-0")
              .startNow()
              .withSchedule(SimpleScheduleBuilder.simpleSchedule())
              .build());
      copy(connection, triggers - 1);
      statement.execute("ANALYZE qrtz_triggers");
    } catch (SchedulerException e) {
      throw new IOException("Quartz cannot be made", e);
    }
  }

  /** Quartz's own script; rights are given by those who own the schema. */
  private static String tables() throws IOException {
    try (InputStream in = QuartzStore.class.getResourceAsStream(TABLES)) {
      if (in == null) {
        throw new IOException(TABLES + " is not on the class path");
      }
      String script = new String(in.readAllBytes(), UTF_8);
      return script.substring(0, script.indexOf("GRANT "));
    }
  }

  private static Properties settings(String url, String user, String password, int threads) {
    Properties quartz = new Properties();
    quartz.setProperty("org.quartz.scheduler.instanceName", "bench");
    quartz.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    quartz.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(threads));
    quartz.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    quartz.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    quartz.setProperty(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    quartz.setProperty("org.quartz.jobStore.isClustered", "true");
    quartz.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    quartz.setProperty("org.quartz.jobStore.misfireThreshold", "600000");
    quartz.setProperty("org.quartz.jobStore.dataSource", "own");
    quartz.setProperty("org.quartz.dataSource.own.provider", "hikaricp");
    quartz.setProperty("org.quartz.dataSource.own.driver", "org.postgresql.Driver");
    quartz.setProperty("org.quartz.dataSource.own.URL", url);
    quartz.setProperty("org.quartz.dataSource.own.user", user);
    quartz.setProperty("org.quartz.dataSource.own.password", password);
    quartz.setProperty("org.quartz.dataSource.own.maxConnections", Integer.toString(threads + 3));
    return quartz;
  }

  /** The others are like the first, but for their names. */
  private static void copy(Connection connection, int others) throws SQLException {
    for (String sql :
        new String[] {
          """
          INSERT INTO qrtz_triggers
          SELECT (jsonb_populate_record(t, jsonb_build_object('trigger_name', 't-' || n))).*
          FROM qrtz_triggers t, generate_series(1, ?) AS n
          """,
          """
          INSERT INTO qrtz_simple_triggers
          SELECT (jsonb_populate_record(t, jsonb_build_object('trigger_name', 't-' || n))).*
          FROM qrtz_simple_triggers t, generate_series(1, ?) AS n
          """
        }) {
      try (PreparedStatement copy = connection.prepareStatement(sql)) {
        copy.setInt(1, others);
        copy.executeUpdate();
      }
    }
  }

  @Override
  public void start() {
    try {
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not start", e);
    }
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not stop", e);
    }
  }
}
