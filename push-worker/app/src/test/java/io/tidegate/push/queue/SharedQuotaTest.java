package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Specimens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharedQuotaTest {
  private static final Push ANY = Specimens.push("fcm");
  private static final Instant NOW = ANY.due();

  private final Offsets offsets = new Offsets(0);
  private final Departures departures =
      new Departures(
          new Quotas(
              app -> app.startsWith("bank") ? "projects/bank" : app,
              () -> new Pace(600, Duration.ZERO)),
          new QuarterSpread(Duration.ZERO),
          Duration.ofSeconds(10),
          new Trusts("fcm", new SuspectApps(new SimpleMeterRegistry())));
  private long taken;

  private void add(String app, int number) {
    for (int i = 0; i < number; i++) {
      departures.add(new Taken(of(app), offsets.take(taken++)));
    }
  }

  private static Push of(String app) {
    return new Push(
        app + UUID.randomUUID(),
        null,
        null,
        "ann",
        UUID.randomUUID(),
        "fcm",
        app,
        "Rent",
        "",
        null,
        Map.of(),
        NOW,
        NOW.plus(Duration.ofHours(1)),
        null,
        1,
        false);
  }

  private List<Taken> inAMinute() {
    List<Taken> sent = new ArrayList<>();
    for (int ms = 0; ms < 60_000; ms += 10) {
      sent.addAll(departures.choose(NOW.plusMillis(ms), 100, 1, 0, held -> false).toSend());
    }
    return sent;
  }

  private static int of(String app, List<Taken> pushes) {
    return (int) pushes.stream().filter(one -> one.push().app().equals(app)).count();
  }

  @Test
  void appsOfOneProjectShareItsLimit() {
    add("bank", 1_000);
    add("bank-beta", 1_000);
    add("shop", 1_000);
    List<Taken> sent = inAMinute();
    assertThat(of("bank", sent) + of("bank-beta", sent)).isBetween(500, 600);
    assertThat(of("shop", sent)).isBetween(500, 600);
  }

  @Test
  void tooFastHoldsUpAllAppsOfTheProjectAndNoOther() {
    add("bank", 1);
    List<Taken> first = departures.choose(NOW, 100, 1, 0, held -> false).toSend();
    departures.end(
        first.getFirst(),
        new Answer.Throttled(Duration.ofMinutes(5), "429 QUOTA_EXCEEDED"),
        NOW.plusMillis(20));
    add("bank-beta", 10);
    add("shop", 1);
    Departures.Choice choice = departures.choose(NOW.plusMillis(200), 100, 1, 0, held -> false);
    assertThat(choice.toSend()).singleElement().matches(one -> one.push().app().equals("shop"));
    assertThat(choice.putOff()).hasSize(10);
  }

  @Test
  void anAppWithAWrongSettingWaitsAloneAndTheOthersOfItsProjectGoOn() {
    Answer doubted = new Answer.TokenDoubted(NOW, "a.setting", "403 SENDER_ID_MISMATCH");
    Instant now = NOW;
    Answer last = doubted;
    for (int i = 0; i < 50; i++) {
      now = now.plusMillis(500);
      add("bank-beta", 1);
      last = departures.end(choose(now).toSend().getFirst(), doubted, now);
    }
    assertThat(last).isInstanceOf(Answer.Throttled.class);
    add("bank-beta", 3);
    add("bank", 1);
    Departures.Choice choice = choose(now.plusSeconds(1));
    assertThat(choice.toSend()).singleElement().matches(one -> one.push().app().equals("bank"));
    assertThat(choice.putOff()).hasSize(3);
    add("bank-beta", 1);
    assertThat(choose(now.plusSeconds(61)).toSend()).hasSize(1);
  }

  private Departures.Choice choose(Instant now) {
    return departures.choose(now, 100, 1, 0, held -> false);
  }
}
