package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ClosureTest {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Test
  void inARepeatedHourItTakesTheLongerReading() {
    assertThat(closure("2026-11-01T01:15", "2026-11-01T01:45").in(NEW_YORK))
        .isEqualTo(span("2026-11-01T05:15:00Z", "2026-11-01T06:45:00Z"));
  }

  @Test
  void aTimeThatAGapSkipsComesLaterByTheGap() {
    assertThat(closure("2026-03-08T02:30", "2026-03-08T04:00").in(NEW_YORK))
        .isEqualTo(span("2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z"));
  }

  @Test
  void oneThatAGapEatsWholeIsNotEmpty() {
    assertThat(closure("2026-03-08T02:30", "2026-03-08T03:00").in(NEW_YORK).length()).isPositive();
  }

  @Test
  void itEndsAfterItBeginsAndAtWholeMinutes() {
    assertThatThrownBy(() -> closure("2026-03-08T02:30", "2026-03-08T02:30"))
        .hasMessageContaining("must end after it begins");
    assertThatThrownBy(() -> closure("2026-03-08T02:30:10", "2026-03-08T02:31"))
        .hasMessageContaining("whole minutes");
  }

  private static Closure closure(String from, String until) {
    return new Closure(LocalDateTime.parse(from), LocalDateTime.parse(until));
  }

  private static Span span(String from, String until) {
    return new Span(Instant.parse(from), Instant.parse(until));
  }
}
