package io.tidegate.worker.job;

import java.util.function.BooleanSupplier;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job that brings a staged file into the ring: order, apply, end what is missing, forget. What
 * is written and how far the job is are committed together, so that a job that is begun again goes
 * on behind the last transaction.
 */
@Component
class ImportJob {
  static final String NAME = "import";
  private static final String IMPORT_ID = "importId";

  private final JobRepository repository;
  private final PlatformTransactionManager transactions;
  private final Imports imports;
  private final JdbcTemplate template;
  private final ImportSettings settings;

  ImportJob(
      JobRepository repository,
      PlatformTransactionManager transactions,
      Imports imports,
      JdbcTemplate template,
      ImportSettings settings) {
    this.repository = repository;
    this.transactions = transactions;
    this.imports = imports;
    this.template = template;
    this.settings = settings;
  }

  /** By what the job of an import is known. */
  static JobParameters parameters(long importId) {
    return new JobParametersBuilder().addLong(IMPORT_ID, importId).toJobParameters();
  }

  /**
   * The job of one import in one pair of hands.
   *
   * @param owner registration in whose name everything is written
   * @param goOn asked before each arc; when false, the job fails there and can be begun again
   */
  Job of(long importId, long owner, BooleanSupplier goOn) {
    JdbcClient jdbc = JdbcClient.create(template);
    int chunk = settings.chunk();
    return new JobBuilder(NAME, repository)
        .start(step("order", new OrderRows(imports, template, importId, owner)))
        .next(
            step(
                "apply",
                ArcReader.ofCandidates(jdbc, importId, chunk, goOn),
                new ApplyArc(imports, jdbc, importId, owner, settings.singles())))
        .next(
            step(
                "end-missing",
                ArcReader.ofConsents(jdbc, importId, chunk, goOn),
                new EndMissing(imports, jdbc, importId, owner)))
        .next(step("forget", new ForgetRows(imports, importId, owner)))
        .build();
  }

  private Step step(String name, Tasklet tasklet) {
    return new StepBuilder(name, repository).tasklet(tasklet, transactions).build();
  }

  private Step step(String name, ArcReader reader, ItemWriter<Arc> writer) {
    return new StepBuilder(name, repository)
        .<Arc, Arc>chunk(1)
        .transactionManager(transactions)
        .reader(reader)
        .writer(writer)
        .build();
  }
}
