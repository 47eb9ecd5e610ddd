package io.tidegate.bench.peer;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import com.zaxxer.hikari.HikariDataSource;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/**
 * JobRunr: a job request per call, enqueued as a stream (its documentation's way for many), and the
 * standard server, which looks for more whenever it has workers free.
 */
public final class JobRunrServer implements Peer {
  private static final int SMALLEST_POLL = 5;

  /**
   * What is stored of a call; public, as JobRunr makes it anew from its JSON.
   *
   * @param user whose it is
   */
  public record CallRequest(String user) implements JobRequest {
    @Override
    public Class<Caller> getJobRequestHandler() {
      return Caller.class;
    }
  }

  /** What is done for it. */
  public record Caller(Calls calls) implements JobRequestHandler<CallRequest> {
    @Override
    public void run(CallRequest request) {
      calls.make(request.user());
    }
  }

  private final HikariDataSource pool;

  /** With as many jobs enqueued. */
  public JobRunrServer(DataSource database, Calls calls, int workers, int jobs) {
    pool = Pool.over(database, workers + 10);
    JobRequestScheduler scheduler =
        JobRunr.configure()
            .useJsonMapper(new Jackson3JsonMapper())
            .useJobActivator(activator(new Caller(calls)))
            .useStorageProvider(SqlStorageProviderFactory.using(pool))
            .useBackgroundJobServer(
                usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(workers)
                    .andPollIntervalInSeconds(SMALLEST_POLL),
                false)
            .initialize()
            .getJobRequestScheduler();
    scheduler.enqueue(IntStream.rangeClosed(1, jobs).mapToObj(i -> new CallRequest("u-" + i)));
  }

  private static JobActivator activator(Caller handler) {
    return new JobActivator() {
      @Override
      public <T> T activateJob(Class<T> type) {
        return type.cast(handler);
      }
    };
  }

  @Override
  public void start() {
    JobRunr.getBackgroundJobServer().start();
  }

  @Override
  public void close() {
    JobRunr.destroy();
    pool.close();
  }
}
