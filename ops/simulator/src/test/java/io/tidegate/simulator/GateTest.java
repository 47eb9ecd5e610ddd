package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Policy;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Windows and quota periods at their edges, with the time as an argument. */
class GateTest {

  private static Gate gate(String zone, String windows, String quota) {
    String yaml =
        Bank.POLICY
            .replace("windows: [\"always\"]", "zone: " + zone + "\nwindows: " + windows)
            .replace("quota: []", "quota: " + quota);
    Policy policy = Bank.policy(yaml);
    return new Gate(policy);
  }

  private static long micros(String instant) {
    Instant at = Instant.parse(instant);
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private static Gate.Refusal call(Gate gate, String at) {
    return gate.admit(micros(at), 0, "accounts", "anna", 4711, true, false, 1);
  }

  private static Gate.Refusal success(Gate gate, String at) {
    Gate.Refusal refusal = call(gate, at);
    if (refusal == Gate.Refusal.NONE) {
      gate.succeeded(4711, "accounts", micros(at));
    }
    return refusal;
  }

  @Test
  void aWindowOpensAndClosesToTheMicrosecond() {
    Gate gate = gate("Asia/Seoul", "[\"0030:0530\"]", "[]");

    assertThat(call(gate, "2026-03-01T15:29:59.999999Z")).isEqualTo(Gate.Refusal.WINDOW);
    assertThat(call(gate, "2026-03-01T15:30:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-01T20:29:59.999999Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-01T20:30:00Z")).isEqualTo(Gate.Refusal.WINDOW);
  }

  @Test
  void aWindowOverMidnightIsOpenOnBothSides() {
    Gate gate = gate("UTC", "[\"2230:0100\"]", "[]");

    assertThat(call(gate, "2026-03-01T22:29:00Z")).isEqualTo(Gate.Refusal.WINDOW);
    assertThat(call(gate, "2026-03-01T22:30:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-02T00:59:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-02T01:00:00Z")).isEqualTo(Gate.Refusal.WINDOW);
  }

  @Test
  void whereTheClockIsPutBackOnlyTheFirstPassIsOpen() {
    Gate gate = gate("America/New_York", "[\"0100:0200\"]", "[]");

    assertThat(call(gate, "2026-11-01T05:59:59Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-11-01T06:00:00Z")).isEqualTo(Gate.Refusal.WINDOW);
  }

  @Test
  void aWeekBeginsOnSundayInTheInstitutionsZone() {
    Gate gate =
        gate(
            "Asia/Seoul",
            "[\"always\"]",
            "[{scope: call, times: 1, per: calendar-week, from: SUNDAY, counts: successes}]");

    assertThat(success(gate, "2026-03-07T14:59:59.999999Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(success(gate, "2026-03-07T15:00:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(success(gate, "2026-03-07T15:00:01Z")).isEqualTo(Gate.Refusal.QUOTA);
    assertThat(success(gate, "2026-03-14T14:59:59.999999Z")).isEqualTo(Gate.Refusal.QUOTA);
    assertThat(success(gate, "2026-03-14T15:00:00Z")).isEqualTo(Gate.Refusal.NONE);
  }

  @Test
  void monthsAndDaysThatBeginLateTurnOver() {
    Gate monthly =
        gate(
            "Asia/Seoul",
            "[\"always\"]",
            "[{scope: call, times: 1, per: calendar-month, counts: starts}]");
    Gate daily =
        gate(
            "Asia/Seoul",
            "[\"always\"]",
            "[{scope: call, times: 1, per: day, from: \"06:00\", counts: starts}]");

    assertThat(call(monthly, "2026-02-28T14:59:59Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(monthly, "2026-02-28T15:00:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(monthly, "2026-03-30T15:00:00Z")).isEqualTo(Gate.Refusal.QUOTA);
    assertThat(call(daily, "2026-03-01T20:59:59Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(daily, "2026-03-01T21:00:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(daily, "2026-03-02T20:59:59Z")).isEqualTo(Gate.Refusal.QUOTA);
  }

  @Test
  void fourInAnyTwentyFourHours() {
    Gate gate =
        gate(
            "UTC",
            "[\"always\"]",
            "[{scope: object, times: 4, per: rolling, length: PT24H, counts: starts}]");

    for (int hour = 0; hour < 4; hour++) {
      assertThat(call(gate, "2026-03-01T0" + hour + ":00:00Z")).isEqualTo(Gate.Refusal.NONE);
    }
    assertThat(call(gate, "2026-03-01T23:59:59.999999Z")).isEqualTo(Gate.Refusal.QUOTA);
    assertThat(call(gate, "2026-03-02T00:00:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-02T00:00:00Z")).isEqualTo(Gate.Refusal.QUOTA);
  }

  @Test
  void aCallThatIsRefusedUsesNothingUp() {
    String yaml = Bank.POLICY.replace("{calls: 100000, per: second}", "{calls: 1, per: second}");
    Gate gate = new Gate(Bank.policy(yaml));

    assertThat(call(gate, "2026-03-01T00:00:00Z")).isEqualTo(Gate.Refusal.NONE);
    assertThat(call(gate, "2026-03-01T00:00:00.9Z")).isEqualTo(Gate.Refusal.LIMIT);
    assertThat(gate.retryAfterSeconds()).isEqualTo(1);
    assertThat(call(gate, "2026-03-01T00:00:01Z")).isEqualTo(Gate.Refusal.NONE);
  }
}
