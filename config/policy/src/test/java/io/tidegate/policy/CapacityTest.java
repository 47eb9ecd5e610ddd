package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CapacityTest {

  @Test
  void aNightOfFiveHoursHasItsMinutesTicketsLessTheGuards() {
    Policy policy = Policies.parse("windows: [\"0030:0530\"]\ncalls-per-refresh: {expected: 2}\n");
    Capacity capacity = Capacity.on(LocalDate.of(2026, 11, 21), policy);
    assertThat(capacity.open())
        .containsExactly(
            new Span(Instant.parse("2026-11-20T15:30:03Z"), Instant.parse("2026-11-20T20:29:57Z")));
    // 909.09 tickets a second; 300 minutes less two guards of 3 s.
    assertThat(capacity.tickets()).isEqualTo(300 * 54_545 - 2 * 2_727);
    assertThat(capacity.refreshes()).isEqualTo(capacity.tickets() / 2);
  }

  @Test
  void aDayOf25HoursHasAnHourMore() {
    Policy policy = Policies.parse("edge-guard: 0s\n");
    Policy newYork =
        PolicyReader.parse(
                "x.yaml",
                """
                code: BANK01
                zone: America/New_York
                edge-guard: 0s
                limits: [{calls: 1000, per: second}]
                endpoints: ["https://api.bank.example"]
                calls: [{name: accounts, get: /accounts}]
                """)
            .policies()
            .getFirst();
    assertThat(Capacity.on(LocalDate.of(2026, 11, 1), policy).tickets()).isEqualTo(1440 * 54_545);
    assertThat(Capacity.on(LocalDate.of(2026, 11, 1), newYork).tickets()).isEqualTo(1500 * 54_545);
    assertThat(Capacity.on(LocalDate.of(2026, 3, 8), newYork).tickets()).isEqualTo(1380 * 54_545);
  }

  @Test
  void aClosedDayHasNone() {
    Policy policy = Policies.parse("closed: [\"2026-11-21T00:00/2026-11-22T00:00\"]\n");
    assertThat(Capacity.on(LocalDate.of(2026, 11, 21), policy).tickets()).isZero();
  }
}
