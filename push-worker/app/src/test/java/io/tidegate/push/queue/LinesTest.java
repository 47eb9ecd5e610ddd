package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** That the names of apps, which users choose, cost no memory once their pushes are sent. */
class LinesTest {
  private static final Instant START = Instant.parse("2026-03-07T00:00:00Z");

  private final Offsets offsets = new Offsets(0);
  private long next;

  private Taken push(String app) {
    Push push =
        new Push(
            "push " + next,
            null,
            null,
            "ann",
            UUID.randomUUID(),
            "websocket",
            app,
            "Rent",
            "",
            null,
            Map.of(),
            START,
            START.plus(Duration.ofDays(1)),
            null,
            1,
            false);
    return new Taken(push, offsets.take(next++));
  }

  private static Quotas quotas(int perMinute) {
    return new Quotas(app -> app, () -> new Pace(perMinute, Duration.ofSeconds(60)));
  }

  /** Sends pushes of that many apps at an instant; answers how many were sent. */
  private int send(Lines lines, int apps, Instant now) {
    for (int i = 0; i < apps; i++) {
      lines.add(push("app " + next));
    }
    int sent = 0;
    for (QuotaLine line : lines.inTurn(0)) {
      while (!line.isEmpty() && line.quota().pace().take(now, 1)) {
        line.removeFirst();
        sent++;
      }
    }
    return sent;
  }

  @Test
  void withoutALimitAQuotaIsForgottenWhenItsLineIsEmpty() {
    Quotas quotas = quotas(0);
    Lines lines = new Lines(quotas);
    assertThat(send(lines, 1_000, START)).isEqualTo(1_000);
    lines.add(push("waits"));
    lines.forgetEmpty(START, 1);
    assertThat(quotas.size()).isOne();
    assertThat(lines.inTurn(0)).hasSize(1);
    assertThat(lines.waiting()).isOne();
  }

  @Test
  void withALimitAQuotaIsForgottenWhenANewOneWouldAllowNoMore() {
    Quotas quotas = quotas(6_000);
    Lines lines = new Lines(quotas);
    assertThat(send(lines, 1_000, START)).isEqualTo(1_000);
    lines.forgetEmpty(START, 1);
    assertThat(quotas.size()).isEqualTo(1_000);
    lines.forgetEmpty(START.plusMillis(150), 1);
    assertThat(quotas.size()).as("cold, an app has a push in 200 ms").isEqualTo(1_000);
    lines.forgetEmpty(START.plusMillis(250), 1);
    assertThat(quotas.size()).isZero();
    assertThat(lines.inTurn(0)).isEmpty();
  }

  @Test
  void aQuotaWhosePushServiceWantsNothingIsRememberedAlsoByLinesThatKnowNobodyInIt() {
    Quotas quotas = quotas(0);
    Taken throttled = push("bank");
    new Lines(quotas).quota(throttled).close(START.plusSeconds(60));
    Lines lines = new Lines(quotas);
    lines.forgetEmpty(START.plusSeconds(59), 1);
    assertThat(quotas.size()).isOne();
    lines.forgetEmpty(START.plusSeconds(60), 1);
    assertThat(quotas.size()).isZero();
    lines.quota(throttled).close("bank", START.plusSeconds(90));
    lines.forgetEmpty(START.plusSeconds(89), 1);
    assertThat(quotas.size()).isOne();
    lines.forgetEmpty(START.plusSeconds(90), 1);
    assertThat(quotas.size()).isZero();
  }

  @Test
  void departuresForgetThemByThemselves() {
    Quotas quotas = quotas(0);
    Departures departures =
        new Departures(
            quotas,
            new QuarterSpread(Duration.ZERO),
            Duration.ofSeconds(5),
            new Trusts("websocket", new SuspectApps(new SimpleMeterRegistry())));
    for (int i = 0; i < 1_000; i++) {
      departures.add(push("app " + i));
    }
    for (Taken sent : departures.choose(START, 5_000, 1, 0, held -> false).toSend()) {
      departures.end(sent, new Answer.Kept(), START);
    }
    assertThat(departures.choose(START, 5_000, 1, 0, held -> false).toSend()).isEmpty();
    assertThat(quotas.size()).isZero();
  }
}
