package io.tidegate.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.institution.InvalidInstitutions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

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
  void itsAddressLeadsOnToWhatThereIs(@TempDir Path institutions) {
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, institutions, NOW)) {
      HttpResponse<String> index = scheduler.get("/");
      assertThat(index.statusCode()).isEqualTo(200);
      List<String> links =
          Pattern.compile("\"href\":\"([^\"]+)\"")
              .matcher(index.body())
              .results()
              .map(link -> link.group(1))
              .toList();
      assertThat(links)
          .contains("/v1/plans", "/actuator/health", "/actuator/metrics")
          .allSatisfy(link -> assertThat(scheduler.get(link).statusCode()).isEqualTo(200));
    }
  }

  @Test
  void everyRequestThatFailsIsAnsweredByAProblem(@TempDir Path institutions) {
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, institutions, NOW)) {
      problem(scheduler.get("/v1/ledgers?institution=%00"), 400, "the character NUL");
      problem(scheduler.get("/v1/plans/..%2f..%2fetc"), 400, "not what HTTP allows");
      problem(scheduler.get("/v1/nothing"), 404, "v1/nothing");
      HttpRequest huge =
          HttpRequest.newBuilder(scheduler.url("/v1/traffic/default"))
              .header("Content-Type", "text/csv")
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20_000_000]))
              .build();
      problem(scheduler.send(huge), 422, "16 MiB");

      JdbcClient.create(database.owner())
          .sql("ALTER TABLE day_ledger RENAME TO day_ledger_gone")
          .update();
      problem(scheduler.get("/v1/ledgers"), 500, "whose log says why");
    }
  }

  private static void problem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status, detail);
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
