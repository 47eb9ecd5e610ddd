package io.tidegate.worker.trial;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Keeps what a trial did. May be called from any thread, an event loop too: it hands over and
 * returns.
 */
@Repository
public class TrialRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrialRecorder.class);
  private static final int MOST_WAITING = 1_000;
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private static final String KEEP =
      """
      INSERT INTO trial_call
        (trial_id, sequence, transaction_id, call, object, page, request, status, code,
         response_class, answer, answer_bytes, started_at, duration_us)
      SELECT id, :sequence, :transactionId, :call, :object, :page, :request, :status, :code,
             :responseClass, :answer, :answerBytes, :startedAt, :durationUs
      FROM trial WHERE id = :trial
      ON CONFLICT DO NOTHING
      """;

  private static final String FINISH =
      """
      UPDATE trial SET finished_at = clock_timestamp(), outcome = :outcome
      WHERE id = :trial AND finished_at IS NULL
      """;

  private final JdbcClient jdbc;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("trials").factory());

  TrialRecorder(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps one call; secrets are masked, long texts cut. */
  public void call(TrialCall call) {
    handOver(call.trial(), () -> keep(call));
  }

  /**
   * Says that the trial is over.
   *
   * @param outcome the word of the response class that decided, or a sentence
   */
  public void finished(long trial, String outcome) {
    handOver(
        trial, () -> jdbc.sql(FINISH).param("trial", trial).param("outcome", outcome).update());
  }

  private void handOver(long trial, Runnable write) {
    try {
      writer.execute(
          () -> {
            try {
              write.run();
            } catch (DataAccessException e) {
              LOG.warn("a call of trial {} was made but is not shown", trial, e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.warn("a call of trial {} was made but is not shown: too many wait", trial);
    }
  }

  private void keep(TrialCall call) {
    String answer = call.answer();
    Instant startedAt = call.startedAt();
    jdbc.sql(KEEP)
        .param("trial", call.trial())
        .param("sequence", call.sequence())
        .param("transactionId", call.transactionId())
        .param("call", call.call())
        .param("object", call.object())
        .param("page", call.page())
        .param("request", Masking.mask(call.request()))
        .param("status", call.status())
        .param("code", call.code())
        .param("responseClass", call.responseClass().word())
        .param("answer", answer == null ? null : Masking.mask(answer))
        .param("answerBytes", answer == null ? 0 : answer.getBytes(StandardCharsets.UTF_8).length)
        .param("startedAt", startedAt.atOffset(ZoneOffset.UTC))
        .param("durationUs", call.duration().toNanos() / 1_000)
        .update();
  }

  /** Writes what waits, for a few seconds at most. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(LAST_WRITES.toSeconds(), TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
