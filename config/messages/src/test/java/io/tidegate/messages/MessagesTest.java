package io.tidegate.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class MessagesTest {
  private static final JsonMapper JSON = new JsonMapper();

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of(
            "minute-command.json",
            new MinuteCommand(
                7,
                "DEMOBANK01",
                2,
                4,
                Instant.parse("2026-11-21T18:15:00Z"),
                Instant.parse("2026-11-21T18:15:03Z"),
                Instant.parse("2026-11-21T18:16:00Z"),
                3,
                3_005_010,
                1,
                150)),
        Arguments.of(
            "tally.json",
            new Tally(
                12,
                7,
                5,
                Instant.parse("2026-11-21T18:15:04Z"),
                Instant.parse("2026-11-21T18:15:05.002Z"),
                List.of(
                    new Tally.Count(
                        Instant.parse("2026-11-21T18:15:00Z"),
                        "accounts",
                        "scheduled",
                        "success",
                        148,
                        3330,
                        81204.5)),
                Instant.parse("2026-11-21T18:16:05Z"),
                "429 with Retry-After: 60")),
        Arguments.of(
            "traffic-count.json",
            new TrafficCount(
                "users-01", "DEMOBANK01", Instant.parse("2026-11-21T18:15:00Z"), 5120)),
        Arguments.of("push.json", PushTest.EXAMPLE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void aMessageLooksLikeItsGoldenExample(String golden, Record message) {
    assertThat(JSON.readTree(Messages.write(message))).isEqualTo(JSON.readTree(read(golden)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void aGoldenExampleIsReadAsItsMessage(String golden, Record message) {
    assertThat(Messages.read(read(golden), message.getClass())).isEqualTo(message);
  }

  @Test
  void aKeyThatThisVersionDoesNotKnowIsPassedOver() {
    byte[] later =
        """
        {"server": "s", "institution": "A", "minute": "2026-11-21T18:15:00Z", "calls": 1, "new": 2}
        """
            .getBytes(UTF_8);
    assertThat(Messages.read(later, TrafficCount.class).calls()).isOne();
  }

  @Test
  void whatIsNoSuchMessageIsRefusedWithItsType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.read("{\"calls\": ".getBytes(UTF_8), TrafficCount.class))
        .withMessageStartingWith("not a TrafficCount: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.read("{\"calls\": -1}".getBytes(UTF_8), TrafficCount.class))
        .withMessageContaining("calls must be 0 or more, but is -1");
  }

  @Test
  void aCommandThatCannotBeObeyedIsNotMade() {
    Instant minute = Instant.parse("2026-11-21T18:15:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command(minute.plusSeconds(1), minute, minute.plusSeconds(60), 0, 1))
        .withMessageContaining("whole minute");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command(minute, minute, minute.plusSeconds(60), 4, 1))
        .withMessage("lane must be 0 to 3, but is 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command(minute, minute, minute.plusSeconds(61), 0, 1))
        .withMessageContaining("must be open");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command(minute, minute, minute.plusSeconds(60), 0, 7))
        .withMessage("spanSeconds must divide a minute, but is 7");
  }

  private static MinuteCommand command(
      Instant minute, Instant openFrom, Instant openUntil, int lane, int spanSeconds) {
    return new MinuteCommand(
        7, "DEMOBANK01", lane, 4, minute, openFrom, openUntil, 3, 3_005_010, spanSeconds, 150);
  }

  private static byte[] read(String golden) {
    try (InputStream in =
        Objects.requireNonNull(MessagesTest.class.getResourceAsStream(golden), golden)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
