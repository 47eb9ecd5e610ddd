package io.tidegate.push.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PushTextTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final UUID TIMER = UUID.fromString("0f1c2f8e-0d0b-0a57-9c35-0e8a4f6d1b20");
  private static final UUID DEVICE = UUID.fromString("b0a7c1d2-9e3f-4f60-8a11-003344556677");
  private static final Instant DUE = Instant.parse("2026-11-28T00:00:00Z");

  private static void looksAsTheMessageDoes(
      String title,
      String body,
      @Nullable String link,
      Map<String, String> data,
      @Nullable String collapseKey,
      boolean repeated) {
    DueTimer timer =
        new DueTimer(
            TIMER,
            "u\"ser",
            title,
            body,
            link,
            data.isEmpty() ? null : JSON.writeValueAsString(data),
            collapseKey,
            90);
    byte[] written =
        new PushText("2026-11-28T09:00", DUE).write(timer, DEVICE, "fcm", "bank", repeated);
    LocalDateTime occurrence = LocalDateTime.parse("2026-11-28T09:00");
    Push push =
        new Push(
            Push.idOf(TIMER, occurrence, DEVICE),
            TIMER,
            occurrence,
            "u\"ser",
            DEVICE,
            "fcm",
            "bank",
            title,
            body,
            link,
            data,
            DUE,
            DUE.plusSeconds(90),
            collapseKey,
            1,
            repeated);
    assertThat(Messages.read(written, Push.class)).isEqualTo(push);
    assertThat(Messages.read(Messages.write(push), Push.class)).isEqualTo(push);
  }

  @Test
  void itReadsBackAsThePush() {
    looksAsTheMessageDoes("Rent", "", null, Map.of(), null, false);
    looksAsTheMessageDoes(
        "한글 \"quoted\" \\ €",
        "line\nline\ttab \u0001 \u007f 😀 é",
        "https://example.com/?a=b",
        Map.of("k", "v\"\n한😀", "n", ""),
        "rent",
        true);
    looksAsTheMessageDoes(
        "x".repeat(200), "한".repeat(1000), "😀".repeat(500), Map.of(), "k", false);
  }
}
