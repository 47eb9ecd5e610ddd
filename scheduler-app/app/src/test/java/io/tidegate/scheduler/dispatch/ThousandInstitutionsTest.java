package io.tidegate.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.Ring;
import io.tidegate.scheduler.RunningScheduler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Says how long a minute of a thousand institutions takes; measured, not judged. */
class ThousandInstitutionsTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void aMinuteOfAThousandInstitutionsIsPlannedAndSent(@TempDir Path folder) {
    for (int i = 0; i < 1000; i++) {
      PolicyFiles.write(folder, "T%04d".formatted(i), PolicyFiles.text("T%04d".formatted(i)));
    }
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, folder, Instant.now())) {
      new Ring(database).populateAll(2_000_000);
      scheduler.clock().runOffBy(Duration.ZERO);
      Instant first = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(600);
      for (int i = 0; i < 6; i++) {
        Instant minute = first.plusSeconds(60L * i);
        long begin = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        assertThat(scheduler.bean(Dispatcher.class).dispatch(minute))
            .isEqualTo(Dispatcher.Outcome.SENT);
        System.out.printf(
            "1,000 institutions, minute %d: planned, stored and sent in %d ms, own CPU %d ms%n",
            i,
            (System.nanoTime() - begin) / 1_000_000,
            (THREADS.getCurrentThreadCpuTime() - cpu) / 1_000_000);
      }
      assertThat(
              scheduler
                  .sql()
                  .sql("SELECT sum(commands) FROM minute_dispatch")
                  .query(Integer.class)
                  .single())
          .isEqualTo(6_000);
    }
  }
}
