package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which settings are refused. */
class QueueSettingsTest {
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          true, "lab", 1, 1, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofDays(90));

  @Test
  void aChannelMustGiveAPushUpBeforeTheQueueDoes() {
    assertThatCode(() -> SETTINGS.mustHold("a.timeout", Duration.ofSeconds(19)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> SETTINGS.mustHold("a.timeout", Duration.ofMillis(19_001)))
        .hasMessage(
            "a.timeout must be shorter by PT1S than tidegate.push.queue.answer (PT20S), but is"
                + " PT19.001S");
  }
}
