package io.tidegate.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TapeTest {
  private final Tape tape = new Tape(Instant.parse("2026-11-21T10:21:00Z"));

  @Test
  void theLastWordOnEachMinuteCountsAndMinutesAndWorkersAddUp() {
    hear("1", "10:21", 100, 10, 9, 1, 5.0, 900);
    hear("1", "10:21", 100, 98, 95, 3, 5.5, 1200);
    hear("2", "10:21", 50, 50, 50, 0, 1.0, 300);
    hear("1", "10:22", 70, 7, 7, 0, 2.5, 400);
    assertThat(tape.line("BANK01")).isEqualTo(new Tape.Line(220, 155, 152, 3, 2.5, 1.2));
    assertThat(tape.total()).isEqualTo(tape.line("BANK01"));
    assertThat(tape.line("CARD02")).isEqualTo(Tape.Line.NONE);
  }

  @Test
  void whatWasBeforeTheRunIsNoPartOfIt() {
    hear("1", "10:20", 100, 10, 9, 1, 5.0, 900);
    assertThat(tape.total()).isEqualTo(Tape.Line.NONE);
  }

  private void hear(
      String worker,
      String minute,
      int target,
      int started,
      int ok,
      int failed,
      double rate,
      int late) {
    tape.hear(
        worker,
        new JsonMapper()
            .readTree(
                """
                {"institutions": [{"institution": "BANK01", "minute": "2026-11-21T%s:00Z",
                  "target": %d, "started": %d, "ok": %d, "failed": %d, "rate": %s,
                  "latenessP99Micros": %d}]}
                """
                    .formatted(minute, target, started, ok, failed, rate, late)));
  }
}
