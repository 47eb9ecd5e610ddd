package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Specimens;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which pushes may be sent, and which make way. */
class DeparturesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Push PUSH = Specimens.push("fcm"); // lives for an hour
  private static final Instant NOW = PUSH.due();

  private final Departures departures =
      new Departures(
          new Lines(app -> app, () -> new Pace(60, Duration.ZERO)),
          new QuarterSpread(Duration.ZERO),
          PATIENCE,
          new Trusts("fcm", new SuspectApps(new SimpleMeterRegistry())));

  private void add(int count) {
    Offsets partition = new Offsets(0);
    for (int i = 0; i < count; i++) {
      departures.add(new Taken(Specimens.named(PUSH, "" + i), partition.take(i)));
    }
  }

  @Test
  void whoWaitsForItsAppsLimitMakesWayOnlyWhereItHoldsUpOthers() {
    add(100);
    Departures.Choice free = departures.choose(NOW, 10, 1, 0, push -> false);
    assertThat(free.toSend()).as("one a second").hasSize(1);
    assertThat(free.putOff()).isEmpty();
    assertThat(departures.choose(NOW, 10, 1, 0, push -> true).putOff()).hasSize(94);
    assertThat(departures.waiting()).isEqualTo(5);
  }

  @Test
  void itComesBackAboutWhenItsTurnIsAndBeforeTheEndOfItsLife() {
    add(4_000); // an hour and six minutes at one a second
    Departures.Choice choice = departures.choose(NOW, 10, 1, 0, push -> true);
    assertThat(choice.toSend()).hasSize(1);
    assertThat(choice.putOff()).hasSize(3_994);
    assertThat(choice.putOff().getFirst().pause()).isEqualTo(PATIENCE);
    assertThat(choice.putOff().get(1_000).pause()).isEqualTo(PATIENCE.plusSeconds(1_000));
    assertThat(choice.putOff().getLast().pause()).isEqualTo(Duration.ofMinutes(30));
    assertThat(choice.expired()).isEmpty();
  }
}
