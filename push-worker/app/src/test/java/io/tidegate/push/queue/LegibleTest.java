package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Specimens;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read as a push can be seen to its end: what broke off a turn would do so for ever. */
class LegibleTest {
  private static final Push PUSH = Specimens.push("fcm");
  private static final String JSON = new String(Messages.write(PUSH), UTF_8);

  private static Push read(String json) {
    return Legible.push(json.getBytes(UTF_8), null);
  }

  @Test
  void aWholePushIsRead() {
    assertThat(read(JSON)).isEqualTo(PUSH);
  }

  @Test
  void oneThatLacksAnythingIsRefused() {
    List<String> needed =
        List.of(
            "id", "user", "device", "channel", "app", "title", "body", "data", "due", "expires",
            "attempt");
    for (String name : needed) {
      String without = JSON.replace("\"%s\":".formatted(name), "\"no-%s\":".formatted(name));
      assertThat(without).isNotEqualTo(JSON);
      assertThatThrownBy(() -> read(without)).as(name).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void oneThatCouldNotBeTriedOnceMoreIsRefused() {
    String last = JSON.replace("\"attempt\":1", "\"attempt\":" + Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(last))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attempt");
  }
}
