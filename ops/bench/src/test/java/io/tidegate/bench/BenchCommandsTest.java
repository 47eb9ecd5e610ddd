package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.messages.MinuteCommand;
import io.tidegate.policy.Policy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandsTest {
  private static final Instant MINUTE = Instant.parse("2026-11-27T03:00:00Z");

  private static BenchPolicy policy(String url) {
    return new BenchPolicy("B1", URI.create(url), 500, 125, 4, 2, true);
  }

  @Test
  void aPolicyIsReadAsItIsMeant() {
    Policy policy = policy("https://127.0.0.1:1").policy();
    assertThat(policy.tls()).isEqualTo("bench");
    assertThat(policy.tickets().perSecond()).isBetween(450.0, 460.0);
    assertThat(policy("http://127.0.0.1:1").policy().tls()).isNull();
  }

  @Test
  void eachLaneIsToldItsShareOfTheOpenPart() {
    List<MinuteCommand> commands =
        new BenchInstitution(7, policy("http://127.0.0.1:1"))
            .commands(MINUTE, Duration.ofSeconds(20), 2_200_000, 9_090);
    assertThat(commands).hasSize(4).allMatch(each -> each.users() == 2_272);
    assertThat(commands).allMatch(each -> each.openUntil().equals(MINUTE.plusSeconds(20)));
    assertThat(commands.stream().map(MinuteCommand::lane)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aLoadIsSharedByInstitutionsAndByTheCallsOfARefresh() {
    ThroughputLoad load = new ThroughputLoad(30_000, 10, 4, 2, 20_000_000, true);
    assertThat(load.usersPerMinute(1)).isEqualTo(180_000);
    assertThat(load.usersPerMinute(4)).isEqualTo(45_000);
    assertThat(load.population(ThroughputCase.FOUR_CALLS)).isEqualTo(180_000);
    assertThat(load.population(ThroughputCase.LARGE)).isEqualTo(2_000_000);
    assertThat(load.intervalNanos()).isBetween(326_000L, 327_000L);
    assertThatThrownBy(() -> new ThroughputLoad(5, 10, 4, 1, 0, true))
        .hasMessageContaining("5, 10, 4, 1");
  }

  @Test
  void aWorkersLastWordOfEachMinuteIsKept() {
    WorkersWord word = new WorkersWord();
    word.hear(new JsonMapper().readTree(answer("03:00", 10, 400)));
    word.hear(new JsonMapper().readTree(answer("03:00", 20, 450)));
    word.hear(new JsonMapper().readTree(answer("03:01", 5, 100)));
    assertThat(word.of("B1", MINUTE))
        .isEqualTo(new WorkersWord.Starts(20, 0.1, 0.45, 2, Map.of("late", 1L, "nobody", 3L)));
    assertThatThrownBy(() -> word.of("B2", MINUTE)).hasMessageContaining("B2");
  }

  private static String answer(String minute, int started, int p99) {
    return """
    {"at": "2026-11-27T03:00:59Z", "institutions": [
      {"institution": "B1", "minute": "2026-11-27T%s:00Z", "started": %d,
       "latenessP50Micros": 100, "latenessP99Micros": %d, "latenessMaxMicros": 2000,
       "unused": {"nobody": 3, "late": 1}}]}
    """
        .formatted(minute, started, p99);
  }
}
