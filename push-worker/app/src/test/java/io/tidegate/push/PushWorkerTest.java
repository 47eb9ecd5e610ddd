package io.tidegate.push;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class PushWorkerTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aPushWorkerIsHealthyAndWritesAsItsRole() throws Exception {
    try (TestDatabase database = TestServers.database()) {
      try (ConfigurableApplicationContext worker = start(database)) {
        JdbcClient jdbc = worker.getBean(JdbcClient.class);
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
            .isEqualTo("tidegate_push");
        assertThat(get("/actuator/health").body()).contains("\"status\":\"UP\"");
        assertThat(get("/v1/nothing").headers().firstValue("Content-Type"))
            .contains("application/problem+json");
      }
    }
  }

  @Test
  void aDatabaseThatNobodyMigratedIsRefused() {
    try (TestDatabase database = TestServers.database()) {
      JdbcClient.create(database.owner()).sql("DELETE FROM flyway_schema_history").update();
      assertThatThrownBy(() -> start(database).close()).hasStackTraceContaining("not applied");
    }
  }

  private ConfigurableApplicationContext start(TestDatabase database) {
    return TidegateProcess.run(
        PushWorker.class,
        "--spring.datasource.url=" + database.url(),
        "--spring.datasource.username=" + database.user(),
        "--spring.datasource.password=" + database.password(),
        "--spring.kafka.bootstrap-servers=" + TestServers.kafka(),
        "--server.port=0",
        "--tidegate.push.queue.enabled=false",
        "--tidegate.address-file=" + folder.resolve("address"));
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
