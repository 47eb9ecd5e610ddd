package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryAndRampTest {

  @Test
  void waitsGrowUpToTheLongestAndHalfOfThemIsRandom() {
    RetryRule rule = new RetryRule(3, Duration.ofSeconds(30), 2, Duration.ofMinutes(10));
    assertThat(rule.backoff(1, 0)).isEqualTo(Duration.ofSeconds(15));
    assertThat(rule.backoff(1, 0.999_999))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
    assertThat(rule.backoff(2, 0.5)).isEqualTo(Duration.ofSeconds(45));
    assertThat(rule.backoff(1000, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void threeAttemptsAreGivenUpAfterTheThirdFailure() {
    RetryRule rule = new RetryRule(3, Duration.ZERO, 1, Duration.ZERO);
    assertThat(rule.givesUpAfter(2)).isFalse();
    assertThat(rule.givesUpAfter(3)).isTrue();
  }

  @Test
  void aRampOfThreeMinutesUsesQuartersOfTheRate() {
    Ramp ramp = new Ramp(3);
    assertThat(ramp.share(0)).isEqualTo(0.25);
    assertThat(ramp.share(2)).isEqualTo(0.75);
    assertThat(ramp.share(3)).isEqualTo(1);
    assertThat(ramp.share(1_000_000)).isEqualTo(1);
    assertThat(new Ramp(0).share(0)).isEqualTo(1);
  }

  @Test
  void cyclesAreReadAsPeopleWriteThem() {
    assertThat(Cycle.parse("P7D")).isEqualTo(Duration.ofDays(7));
    assertThat(Cycle.parse("P1W")).isEqualTo(Duration.ofDays(7));
    assertThat(Cycle.parse("P1M")).isEqualTo(Duration.ofDays(30));
    assertThat(Cycle.parse("P1M2D")).isEqualTo(Duration.ofDays(32));
    assertThat(Cycle.parse("PT6H")).isEqualTo(Duration.ofHours(6));
    assertThat(Cycle.parse("12h")).isEqualTo(Duration.ofHours(12));
    assertThat(Cycle.parse("PT2M30S")).isEqualTo(Duration.ofSeconds(150));
    for (String wrong :
        new String[] {"", "P", "PT", "7", "-P7D", "P7", "weekly", "P2Y", "PT0S", "P1DT", "7 d"}) {
      assertThatThrownBy(() -> Cycle.parse(wrong)).as(wrong).hasMessageContaining("a cycle is");
    }
  }
}
