package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokenTest {
  @TempDir private Path data = Path.of("");

  @Test
  void theTokenStandsWherePushWorkerHasItFrom() throws IOException {
    Files.writeString(data.resolve("push-service-token"), "of-the-folder\n");
    Path file = Files.writeString(data.resolve("own"), "of-a-file\n");
    assertThat(ServiceToken.of(Map.of(), data)).isEqualTo("of-the-folder");
    assertThat(ServiceToken.of(Map.of("TIDEGATE_PUSH_ACCESS_SERVICETOKEN", "own "), data))
        .isEqualTo("own");
    assertThat(
            ServiceToken.of(
                Map.of(
                    "TIDEGATE_PUSH_ACCESS_SERVICETOKEN",
                    "own",
                    "TIDEGATE_PUSH_ACCESS_SERVICETOKENFILE",
                    file.toString()),
                data))
        .as("push-worker prefers a file, too")
        .isEqualTo("of-a-file");
    assertThat(ServiceToken.of(Map.of("TIDEGATE_PUSH_ACCESS_SERVICETOKEN", ""), data))
        .isEqualTo("of-the-folder");
  }

  @Test
  void whereThereIsNoneItIsSaidWhereItMayStand() {
    assertThatThrownBy(() -> ServiceToken.of(Map.of(), data))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(data.resolve("push-service-token").toString())
        .hasMessageContaining("TIDEGATE_PUSH_ACCESS_SERVICETOKEN,");
  }
}
