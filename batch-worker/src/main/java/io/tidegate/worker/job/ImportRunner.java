package io.tidegate.worker.job;

import io.tidegate.worker.server.Registration;
import io.tidegate.worker.server.ServerLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Does the imports, one after the other, on a thread of its own: those that were sent to this
 * worker, and those whose worker is proven to be gone.
 */
@Component
class ImportRunner implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  private final Imports imports;
  private final ServerLease lease;
  private final ImportJob job;
  private final JobOperator operator;
  private final JobRepository repository;
  private final ImportSettings settings;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean running;
  private @Nullable Thread thread;
  private boolean troubled;

  ImportRunner(
      Imports imports,
      ServerLease lease,
      ImportJob job,
      JobOperator operator,
      JobRepository repository,
      ImportSettings settings) {
    this.imports = imports;
    this.lease = lease;
    this.job = job;
    this.operator = operator;
    this.repository = repository;
    this.settings = settings;
  }

  /** Says that there is an import to do, so that it need not wait for the next look around. */
  void wake() {
    news.release();
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofPlatform().name("imports").start(this::work);
  }

  private void work() {
    while (running) {
      try {
        while (running && workOnOne()) {
          troubled = false;
        }
        if (news.tryAcquire(settings.lookAround().toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The database is away, as a rule: said once, tried again at the next look around.
        if (!troubled) {
          LOG.warn("imports cannot be looked for; tried again every {}", settings.lookAround(), e);
        }
        troubled = true;
        pause();
      }
    }
  }

  private void pause() {
    try {
      news.tryAcquire(settings.lookAround().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True when there was one, and the next should be looked for at once. */
  private boolean workOnOne() {
    Optional<Registration> me = lease.held();
    if (me.isEmpty()) {
      return false;
    }
    long owner = me.get().number();
    Optional<Long> taken = imports.take(owner);
    if (taken.isEmpty()) {
      return false;
    }
    long id = taken.get();
    if (imports.attempts(id) > settings.attempts()) {
      imports.fail(id, "given up after " + settings.attempts() + " attempts; the log says why");
      return true;
    }
    return run(id, owner);
  }

  private boolean run(long id, long owner) {
    JobParameters parameters = ImportJob.parameters(id);
    LOG.info("import {} is taken up by registration {}", id, owner);
    try {
      endWhatADeadOwnerLeft(parameters);
      JobExecution execution = operator.start(job.of(id, owner, () -> running), parameters);
      if (execution.getStatus() == BatchStatus.COMPLETED) {
        imports.done(id, owner);
        LOG.info("import {} is done", id);
        return true;
      }
      LOG.warn("import {} ended as {}", id, execution.getStatus(), cause(execution));
    } catch (JobInstanceAlreadyCompleteException e) {
      imports.done(id, owner); // its owner died after the job's last word
      return true;
    } catch (JobExecutionException e) {
      LOG.warn("import {} did not begin", id, e);
    }
    imports.release(id, owner);
    return false;
  }

  /**
   * What is still said to run belongs to nobody who lives: {@link Imports#take} has proven that.
   * Only so may it be recovered, for Spring Batch itself does not ask.
   */
  private void endWhatADeadOwnerLeft(JobParameters parameters) {
    JobExecution last = repository.getLastJobExecution(ImportJob.NAME, parameters);
    if (last != null && last.isRunning()) {
      operator.recover(last);
    }
  }

  private static @Nullable Throwable cause(JobExecution execution) {
    return execution.getAllFailureExceptions().stream().findFirst().orElse(null);
  }

  /**
   * Stops after the arc at hand, which is rolled back if it takes too long; the rest is anybody's.
   */
  @Override
  public void stop() {
    running = false;
    news.release();
    Thread worker = thread;
    if (worker != null) {
      try {
        worker.join(LONGEST_STOP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
