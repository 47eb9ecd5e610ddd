package io.tidegate.bench.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcCursorItemReader;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * A Spring Batch step: a cursor reads users, many threads make their calls behind a Resilience4j
 * limiter, and a writer marks those of a chunk done; as the reference's chapters on chunk-oriented
 * and on multi-threaded steps have it.
 */
public final class CallStep implements Peer {
  private static final int CHUNK = 500;
  private static final int GRACE_SECONDS = 60;

  private final HikariDataSource pool;
  private final ThreadPoolTaskExecutor callers;
  private final ThreadPoolTaskExecutor jobs;
  private final TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
  private final Job job;
  private @Nullable JobExecution execution;

  /**
   * A step not begun.
   *
   * @param perSecond what the limiter lets through
   * @param users for how many there is a row
   */
  public CallStep(DataSource database, Calls calls, int threads, int perSecond, int users)
      throws Exception {
    pool = Pool.over(database, 10);
    fill(users);
    callers = executor("caller-", threads);
    jobs = executor("job-", 1);
    JobRepository repository = repository();
    operator.setJobRegistry(new MapJobRegistry());
    operator.setJobRepository(repository);
    operator.setTaskExecutor(jobs);
    operator.afterPropertiesSet();
    RateLimiter limiter = ResilienceLimiter.of(perSecond);
    Step step =
        new StepBuilder("calls", repository)
            .<String, String>chunk(CHUNK)
            .transactionManager(new JdbcTransactionManager(pool))
            .reader(reader())
            .processor(
                user -> {
                  RateLimiter.decorateRunnable(limiter, () -> calls.make(user)).run();
                  return user;
                })
            .writer(
                new JdbcBatchItemWriterBuilder<String>()
                    .dataSource(pool)
                    .sql("UPDATE batch_user SET done_at = now() WHERE user_id = ?")
                    .itemPreparedStatementSetter((user, update) -> update.setString(1, user))
                    .build())
            .taskExecutor(callers)
            .build();
    job = new JobBuilder("calls", repository).start(step).build();
  }

  private void fill(int users) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS batch_user");
      statement.execute(
          "CREATE TABLE batch_user (user_id text PRIMARY KEY, done_at timestamptz)"
              + " WITH (fillfactor = 50)");
      statement.execute(
          "INSERT INTO batch_user SELECT 'u-' || i FROM generate_series(1, " + users + ") AS i");
      statement.execute("VACUUM ANALYZE batch_user");
    }
  }

  private JdbcCursorItemReader<String> reader() {
    return new JdbcCursorItemReaderBuilder<String>()
        .name("users")
        .dataSource(pool)
        .sql("SELECT user_id FROM batch_user WHERE done_at IS NULL ORDER BY user_id")
        .rowMapper((row, number) -> row.getString(1))
        .fetchSize(CHUNK)
        .build();
  }

  private JobRepository repository() throws Exception {
    new ResourceDatabasePopulator(
            true,
            true,
            "UTF-8",
            new ClassPathResource("org/springframework/batch/core/schema-drop-postgresql.sql"),
            new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
        .execute(pool);
    JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(pool);
    factory.setTransactionManager(new JdbcTransactionManager(pool));
    factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
    factory.afterPropertiesSet();
    return factory.getObject();
  }

  private static ThreadPoolTaskExecutor executor(String name, int threads) {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setThreadNamePrefix(name);
    executor.setCorePoolSize(threads);
    executor.setWaitForTasksToCompleteOnShutdown(true);
    executor.setAwaitTerminationSeconds(GRACE_SECONDS);
    executor.initialize();
    return executor;
  }

  @Override
  public void start() {
    try {
      execution = operator.start(job, new JobParameters());
    } catch (org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException
        | org.springframework.batch.core.launch.JobExecutionAlreadyRunningException
        | org.springframework.batch.core.launch.JobRestartException
        | org.springframework.batch.core.job.parameters.InvalidJobParametersException e) {
      throw new IllegalStateException("the step does not start", e);
    }
  }

  @Override
  public void close() {
    if (execution != null && execution.isRunning()) {
      try {
        operator.stop(execution);
      } catch (org.springframework.batch.core.launch.JobExecutionNotRunningException e) {
        execution = null; // it has ended by itself meanwhile
      }
    }
    jobs.shutdown();
    callers.shutdown();
    pool.close();
  }
}
