package io.tidegate.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PushTest {
  private static final UUID TIMER = UUID.fromString("6f1c2f8e-2d0b-4a57-9c35-0e8a4f6d1b20");
  private static final UUID DEVICE = UUID.fromString("b0a7c1d2-9e3f-4f60-8a11-223344556677");
  private static final LocalDateTime OCCURRENCE = LocalDateTime.parse("2026-11-28T09:00");

  static final Push EXAMPLE =
      new Push(
          Push.idOf(TIMER, OCCURRENCE, DEVICE),
          TIMER,
          OCCURRENCE,
          "user-17",
          DEVICE,
          "fcm",
          "bank-app",
          "Rent",
          "It is due today.",
          "https://example.com/rent",
          Map.of("account", "7"),
          Instant.parse("2026-11-28T00:00:00Z"),
          Instant.parse("2026-11-28T01:00:00Z"),
          "rent",
          1,
          false,
          new LinkPreview("How to pay", "https://example.com/rent.png"));

  @Test
  void aRetryKeepsTheIdAndHasToBeLookedUp() {
    Push retry = EXAMPLE.next();
    assertThat(retry.id()).isEqualTo(EXAMPLE.id());
    assertThat(retry.key()).isEqualTo(EXAMPLE.key());
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(retry.repeated()).isTrue();
    assertThat(retry.preview()).as("it may be another by then").isNull();
  }

  @Test
  void theIdNamesTimerLocalMinuteAndDevice() {
    assertThat(EXAMPLE.id())
        .isEqualTo(
            "6f1c2f8e-2d0b-4a57-9c35-0e8a4f6d1b20/2026-11-28T09:00/"
                + "b0a7c1d2-9e3f-4f60-8a11-223344556677");
    assertThat(EXAMPLE.key())
        .isEqualTo(Push.keyOf(EXAMPLE.id()))
        .isNotEqualTo(Push.keyOf(EXAMPLE.id() + "0"));
  }

  @Test
  void aPushThatExpiresBeforeItIsDueIsNotMade() {
    Instant due = EXAMPLE.due();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Push(
                    "x", null, null, "u", DEVICE, "fcm", "a", "t", "", null, Map.of(), due, due,
                    null, 1, false))
        .withMessageContaining("must expire after it is due");
  }
}
