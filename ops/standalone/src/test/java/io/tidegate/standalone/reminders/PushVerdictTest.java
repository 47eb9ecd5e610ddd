package io.tidegate.standalone.reminders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PushVerdictTest {
  private static final Instant DUE = Instant.parse("2026-11-28T10:21:00Z");
  private static final DuePush RENT = new DuePush("rent", "fcm", DUE);
  private static final DuePush TAX = new DuePush("tax", "websocket", DUE);

  private static Arrival arrival(DuePush push, Duration late) {
    return new Arrival(push.id(), push.channel(), push.due().plus(late));
  }

  private static PushVerdict of(long expired, long dead, Arrival... arrivals) {
    return PushVerdict.of(
        List.of(RENT, TAX),
        List.of(arrivals),
        Map.of("websocket", expired),
        dead,
        0,
        List.of(),
        List.of());
  }

  private static Arrival late(DuePush push) {
    return arrival(push, Duration.ofMillis(500));
  }

  @Test
  void eachOnceHolds() {
    PushVerdict verdict = of(0, 0, late(TAX), late(RENT));
    assertThat(verdict.held()).isTrue();
    assertThat(verdict.isWhole()).isTrue();
    StringWriter text = new StringWriter();
    verdict.print(new PrintWriter(text, true));
    assertThat(text.toString())
        .contains("fcm                  1         1       0       0    0.50 s    0.50 s    0.50 s")
        .contains("TIMERS: each push that was due arrived once");
  }

  @Test
  void oneThatDidNotComeIsLostUnlessItIsReported() {
    assertThat(of(0, 0, late(RENT)).held()).isFalse();
    assertThat(of(0, 0, late(RENT)).lost()).isEqualTo(1);
    assertThat(of(1, 0, late(RENT)).held()).as("expired").isTrue();
    assertThat(of(1, 0, late(TAX)).held()).as("expired in another channel").isFalse();
    assertThat(of(0, 1, late(RENT)).held()).as("given up, for no reason that we gave").isFalse();
    assertThat(of(0, 2).held()).as("all given up").isFalse();
    assertThat(of(1, 0, late(RENT)).isWhole()).isFalse();
  }

  @Test
  void oneThatCameTwiceOrEarlyOrWithoutAPromiseFails() {
    assertThat(of(0, 0, late(RENT), late(TAX), late(TAX)).held()).isFalse();
    assertThat(of(0, 0, late(RENT), arrival(TAX, Duration.ofMillis(-1))).held()).isFalse();
    DuePush nobodys = new DuePush("nobody's", "apns", DUE);
    PushVerdict verdict = of(0, 0, late(RENT), late(TAX), late(nobodys));
    assertThat(verdict.strangers()).isEqualTo(1);
    assertThat(verdict.held()).isFalse();
  }

  @Test
  void oneThatCameAgainAfterPushWorkerEndedIsReportedAndNoFailure() {
    Instant crash = DUE.plusSeconds(2);
    assertThat(after(crash, 1_000, 9_000).held()).isTrue();
    assertThat(after(crash, 2_500, 9_000).held()).as("was on its way to the service").isTrue();
    assertThat(after(crash, 1_000, 1_500).held()).as("twice before it").isFalse();
    assertThat(after(crash, 8_000, 9_000).held()).as("twice after it").isFalse();
    assertThat(after(crash, 1_000, 8_000, 9_000).held()).as("twice after it").isFalse();
    StringWriter text = new StringWriter();
    after(crash, 1_000, 9_000).print(new PrintWriter(text, true));
    assertThat(text.toString()).contains("push-worker ended once; 1 came again after it.");
  }

  private static PushVerdict after(Instant crash, long... millis) {
    List<Arrival> arrivals =
        LongStream.of(millis).mapToObj(late -> arrival(RENT, Duration.ofMillis(late))).toList();
    return PushVerdict.of(List.of(RENT), arrivals, Map.of(), 0, 0, List.of(crash), List.of());
  }

  @Test
  void oneThatCameAgainAfterPushWorkerStoodStillIsReportedAndNoFailure() {
    List<Arrival> arrivals =
        List.of(arrival(RENT, Duration.ofSeconds(1)), arrival(RENT, Duration.ofSeconds(25)));
    List<Instant> stops = List.of(DUE.plusSeconds(2));
    PushVerdict verdict = PushVerdict.of(List.of(RENT), arrivals, Map.of(), 0, 0, List.of(), stops);
    assertThat(verdict.held()).isTrue();
    StringWriter text = new StringWriter();
    verdict.print(new PrintWriter(text, true));
    assertThat(text.toString()).contains("push-worker stood still; 1 came again after it.");
  }

  @Test
  void theFirstMinuteIsToldApart() {
    DuePush later = new DuePush("later", "fcm", DUE.plusSeconds(60));
    Arrival[] arrivals = {
      arrival(RENT, Duration.ofMillis(10_300)), arrival(TAX, Duration.ZERO), late(later)
    };
    StringWriter text = new StringWriter();
    PushVerdict.of(
            List.of(later, RENT, TAX), List.of(arrivals), Map.of(), 0, 0, List.of(), List.of())
        .print(new PrintWriter(text, true));
    assertThat(text.toString())
        .contains(
            "latest in the first minute (everything is cold): 10.30 s, in the others: 0.50 s");
  }

  @Test
  void aRunInWhichNothingWasDueProvesNothing() {
    assertThat(PushVerdict.of(List.of(), List.of(), Map.of(), 0, 0, List.of(), List.of()).held())
        .isFalse();
  }

  @Test
  void latenessIsReadAtItsShare() {
    List<DuePush> due = new ArrayList<>();
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      DuePush push = new DuePush("push-" + i, "fcm", DUE);
      due.add(push);
      arrivals.add(arrival(push, Duration.ofMillis(i)));
    }
    PushVerdict.Line line =
        PushVerdict.of(due, arrivals, Map.of(), 0, 0, List.of(), List.of()).lines().getFirst();
    assertThat(line.late(0.5)).isEqualTo(Duration.ofMillis(100));
    assertThat(line.late(0.99)).isEqualTo(Duration.ofMillis(198));
    assertThat(line.late(1)).isEqualTo(Duration.ofMillis(200));
  }
}
