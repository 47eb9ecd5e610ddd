package io.tidegate.push.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Push services that asked for patience. */
class BusyServicesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  private final BusyServices busy = new BusyServices(10);

  @Test
  void oneIsLeftAloneForAsLongAsItSaidAndNoOtherIs() {
    busy.close("https://a:443", NOW.plusSeconds(60));
    busy.close("https://a:443", NOW.plusSeconds(30));
    assertThat(busy.closedFor("https://a:443", NOW)).isEqualTo(Duration.ofSeconds(60));
    assertThat(busy.closedFor("https://b:443", NOW)).isZero();
    assertThat(busy.closedFor("https://a:443", NOW.plusSeconds(60))).isZero();
  }

  @Test
  void oneThatAClockClosedThatWasSetBackByADayIsLeftAloneForAnHourMore() {
    busy.close("https://a:443", NOW.plus(Duration.ofDays(1)));
    assertThat(busy.closedFor("https://a:443", NOW)).isEqualTo(Duration.ofHours(1));
    assertThat(busy.closedFor("https://a:443", NOW.plus(Duration.ofHours(1)))).isZero();
  }

  @Test
  void theyAreBoundedHoweverManyUsersMakeUp() {
    for (int i = 0; i < 5_000; i++) {
      busy.close("https://" + i + ":443", NOW.plusSeconds(60));
    }
    assertThat(busy.closedFor("https://0:443", NOW)).isZero();
    assertThat(busy.closedFor("https://4999:443", NOW)).isPositive();
  }

  @Test
  void oneThatDoesNotAnswerIsClosedAndThenTriedWithFewUntilItDoes() {
    for (int i = 0; i < 10; i++) {
      assertThat(busy.begin("https://a:443")).isTrue();
    }
    assertThat(busy.begin("https://a:443")).as("it has never answered").isFalse();
    assertThat(busy.begin("https://b:443")).isTrue();
    for (int i = 0; i < 10; i++) {
      busy.silent("https://a:443", NOW);
    }
    assertThat(busy.closedFor("https://a:443", NOW)).isEqualTo(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      assertThat(busy.begin("https://a:443")).isTrue();
    }
    assertThat(busy.begin("https://a:443")).as("it was silent the last time").isFalse();
    busy.answered("https://a:443");
    for (int i = 0; i < 500; i++) {
      assertThat(busy.begin("https://a:443")).isTrue();
    }
    busy.silent("https://a:443", NOW.plusSeconds(90));
    assertThat(busy.begin("https://a:443")).as("one time-out among many").isTrue();
    busy.answered("https://a:443");
    busy.silent("https://a:443", NOW.plusSeconds(90));
    busy.silent("https://a:443", NOW.plusSeconds(90));
    assertThat(busy.closedFor("https://a:443", NOW.plusSeconds(90))).as("not in a row").isZero();
  }
}
