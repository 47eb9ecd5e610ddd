package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.process.TidegateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class BatchWorkerTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aWorkerIsHealthyWritesAsItsRoleAndGivesItsIdBackWhenItStops() throws Exception {
    try (TestDatabase database = TestServers.database()) {
      JdbcClient owner = JdbcClient.create(database.owner());
      try (ConfigurableApplicationContext worker = start(database)) {
        JdbcClient jdbc = worker.getBean(JdbcClient.class);
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
            .isEqualTo("tidegate_worker");
        assertThat(get("/actuator/health").body()).contains("\"status\":\"UP\"");
        assertThat(get("/v1/nothing").headers().firstValue("Content-Type"))
            .contains("application/problem+json");
        assertThat(lives(owner)).isOne();
      }
      assertThat(lives(owner)).isZero();
    }
  }

  @Test
  void aDatabaseThatNobodyMigratedIsRefused() {
    try (TestDatabase database = TestServers.database()) {
      JdbcClient.create(database.owner()).sql("DELETE FROM flyway_schema_history").update();
      assertThatThrownBy(() -> start(database).close()).hasStackTraceContaining("not applied");
      assertThat(lives(JdbcClient.create(database.owner()))).isZero();
    }
  }

  @Test
  void aWorkerThatIsToObeyNoCommandsDoesTheRestOfItsWork() throws Exception {
    try (TestDatabase database = TestServers.database();
        ConfigurableApplicationContext worker =
            start(database, "--tidegate.pipeline.enabled=false")) {
      assertThat(get("/actuator/health").body()).contains("\"status\":\"UP\"");
      assertThat(get("/v1/pipeline").statusCode()).isEqualTo(404);
      assertThat(worker.isRunning()).isTrue();
    }
  }

  private static long lives(JdbcClient owner) {
    return owner
        .sql("SELECT count(*) FROM server WHERE ended_at IS NULL")
        .query(Long.class)
        .single();
  }

  private ConfigurableApplicationContext start(TestDatabase database, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + TestServers.kafka(),
                "--server.port=0",
                "--tidegate.address-file=" + folder.resolve("address")));
    all.addAll(List.of(settings));
    return TidegateProcess.run(BatchWorker.class, all.toArray(String[]::new));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI base = URI.create(Files.readString(folder.resolve("address")));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(base.resolve(path)).GET().build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
