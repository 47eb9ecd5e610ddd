package io.tidegate.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.institution.InvalidInstitutions;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerAppTest {
  private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");

  @Test
  void aSchedulerStartsOnAMigratedDatabaseAndWritesAsItsRole(@TempDir Path institutions) {
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, institutions, NOW)) {
      assertThat(scheduler.get("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(scheduler.sql().sql("SELECT current_user").query(String.class).single())
          .isEqualTo("tidegate_scheduler");
    }
  }

  @Test
  void itRefusesToStartOnInstitutionsWithErrorsAndTellsThemAll(@TempDir Path institutions) {
    PolicyFiles.write(institutions, "GOODBANK", PolicyFiles.text("GOODBANK"));
    PolicyFiles.write(institutions, "BADBANK", PolicyFiles.text("BADBANK", "lanes: many"));
    try (TestDatabase database = TestServers.database()) {
      assertThatThrownBy(() -> RunningScheduler.start(database, institutions, NOW).close())
          .rootCause()
          .isInstanceOf(InvalidInstitutions.class)
          .hasMessageContaining("BADBANK.yaml")
          .hasMessageContaining("lanes")
          .hasMessageContaining("limits");
    }
  }
}
