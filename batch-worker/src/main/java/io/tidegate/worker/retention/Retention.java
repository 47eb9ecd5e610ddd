package io.tidegate.worker.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.worker.Batches;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.job.ImportRetention;
import io.tidegate.worker.ring.RingRetention;
import io.tidegate.worker.trial.TrialRetention;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Forgets what is old enough, and counts rings anew. */
@Component
class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int ARCS = 64;

  /** Two of the 64ths of each ring are looked through for consents to forget, each day others. */
  private static final int DAYS = 32;

  /** The day ledger asks for the begins of rounds in a day that ended five hours ago at most. */
  private static final Duration ROUNDS = Duration.ofDays(3);

  private final RetentionSettings settings;
  private final CallFailures failures;
  private final TrialRetention trials;
  private final ImportRetention imports;
  private final RingRetention ring;
  private final Counter forgotten;
  private final Counter corrections;

  Retention(
      RetentionSettings settings,
      CallFailures failures,
      TrialRetention trials,
      ImportRetention imports,
      RingRetention ring,
      MeterRegistry meters) {
    this.settings = settings;
    this.failures = failures;
    this.trials = trials;
    this.imports = imports;
    this.ring = ring;
    this.forgotten =
        Counter.builder("tidegate.retention.forgotten")
            .description("old rows that were deleted")
            .register(meters);
    this.corrections =
        Counter.builder("tidegate.ring.recount.corrections")
            .description("by how much counts of consents were off when they were counted anew")
            .register(meters);
  }

  /** Forgets everything but consents; answers how many rows there were. */
  int forget(Instant now) {
    Batches batches = new Batches(settings.batch());
    int rows =
        failures.forget(now.minus(settings.failures()), batches)
            + trials.forget(now.minus(settings.trials()), batches)
            + imports.forget(now.minus(settings.imports()), batches);
    for (int institution : ring.institutions()) {
      rows +=
          ring.forgetLives(institution, now.minus(settings.lives()), batches)
              + ring.forgetRounds(institution, now.minus(ROUNDS), batches);
    }
    return said(rows);
  }

  /** Forgets consents of the 64ths whose day it is; answers how many there were. */
  int forgetConsents(Instant now) {
    Batches batches = new Batches(settings.batch());
    int first = Math.floorMod(Duration.between(Instant.EPOCH, now).toDays(), DAYS);
    int rows = 0;
    for (int institution : ring.institutions()) {
      for (int arc = first; arc < ARCS; arc += DAYS) {
        rows += ring.forgetConsents(institution, arc, now.minus(settings.consents()), batches);
      }
    }
    return said(rows);
  }

  private int said(int rows) {
    if (rows > 0) {
      LOG.atInfo().addKeyValue("rows", rows).log("old rows forgotten");
      forgotten.increment(rows);
    }
    return rows;
  }

  /** Counts every ring's consents anew; answers by how much the counts were off in all. */
  long recount() {
    long sum = 0;
    for (int institution : ring.institutions()) {
      long off = 0;
      for (int arc = 0; arc < ARCS && !Thread.currentThread().isInterrupted(); arc++) {
        off += ring.recount(institution, arc);
      }
      if (off > 0) {
        LOG.atWarn()
            .addKeyValue("institution", institution)
            .addKeyValue("off", off)
            .log("consents were not as many as counted; the count is put right");
        corrections.increment((double) off);
        sum += off;
      }
    }
    return sum;
  }
}
