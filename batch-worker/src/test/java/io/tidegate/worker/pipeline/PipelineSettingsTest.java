package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class PipelineSettingsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 250, 10_000})
  void outcomesAreSettledEveryMillisecondAtTheMostAndEveryTenSecondsAtTheLeast(long millis) {
    assertThat(settledEvery(Duration.ofMillis(millis)).settleEvery())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 10_001, 600_000})
  void whatWouldSettleOutcomesAllTheTimeOrTooLateIsRefused(long millis) {
    Duration every = Duration.ofMillis(millis);
    assertThatThrownBy(() -> settledEvery(every))
        .hasMessage("tidegate.pipeline.settle-every must be 1 ms to 10 s, but is " + every);
  }

  private static PipelineSettings settledEvery(Duration every) {
    return new PipelineSettings(
        true,
        0,
        4,
        Duration.ofMillis(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(700),
        Duration.ofSeconds(10),
        Duration.ofMillis(2500),
        true,
        Duration.ofSeconds(10),
        DataSize.ofMegabytes(32),
        100_000,
        every,
        null);
  }
}
