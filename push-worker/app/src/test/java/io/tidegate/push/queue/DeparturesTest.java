package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Specimens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pushes may be sent, and which make way. */
class DeparturesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Push PUSH = Specimens.push("fcm"); // lives for an hour
  private static final Instant NOW = PUSH.due();

  private final Departures departures = departures(60);

  private static Departures departures(int perMinute) {
    return new Departures(
        new Quotas(app -> app, () -> new Pace(perMinute, Duration.ZERO)),
        new QuarterSpread(Duration.ZERO),
        PATIENCE,
        new Trusts("fcm", new SuspectApps(new SimpleMeterRegistry())));
  }

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

  /** Unlimited, with so many pushes for one device, numbered by their offsets. */
  private static Departures forOneDevice(int count) {
    Departures busy = departures(0);
    Offsets partition = new Offsets(0);
    for (int i = 0; i < count; i++) {
      busy.add(new Taken(PUSH, partition.take(i)));
    }
    return busy;
  }

  @Test
  void whoWaitsBehindASlowDeviceMakesWayWhereItHoldsUpOthersAndComesBackAboutAtItsTurn() {
    Departures busy = forOneDevice(200);
    assertThat(busy.choose(NOW, 500, 1, 0, push -> true).toSend()).hasSize(1);
    Instant then = NOW.plusSeconds(14); // it has no answer yet
    assertThat(busy.choose(then, 500, 1, 0, push -> false).putOff()).isEmpty();
    Departures.Choice choice = busy.choose(then, 500, 1, 0, push -> true);
    assertThat(choice.toSend()).isEmpty();
    assertThat(choice.putOff()).hasSize(199);
    assertThat(choice.putOff().getFirst().pause()).isEqualTo(Duration.ofSeconds(14));
    assertThat(choice.putOff().get(99).pause()).isEqualTo(Duration.ofSeconds(1_400));
    assertThat(choice.putOff().getLast().pause())
        .as("with half of its life")
        .isEqualTo(Duration.ofMinutes(30).minusSeconds(7));
    assertThat(choice.putOff().stream().map(one -> one.back(then)))
        .as("in their order, wherever they lie meanwhile")
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(busy.waiting()).isZero();
  }

  @Test
  void whatADeviceTakesIsKnownFromAllThatWereSentBefore() {
    Departures busy = forOneDevice(200);
    Instant now = NOW;
    List<Departures.PutOff> putOff = List.of();
    int sent = 0;
    while (putOff.isEmpty() && sent < 200) { // each answered before anybody loses patience
      Departures.Choice choice = busy.choose(now, 500, 1, 0, push -> true);
      sent += choice.toSend().size();
      putOff = choice.putOff();
      now = now.plusSeconds(2);
      end(busy, choice.toSend(), now);
    }
    assertThat(sent).isEqualTo(4);
    assertThat(putOff).as("without those that come in time").hasSize(193);
    assertThat(putOff.getFirst().pause()).isEqualTo(Duration.ofSeconds(6)); // 4 x 6 s / 4
  }

  @Test
  void aQuickDeviceSendsNobodyAwayHoweverManyWaitForIt() {
    Departures busy = forOneDevice(200);
    int sent = 0;
    for (Instant now = NOW; sent < 200; now = now.plusMillis(50)) {
      Departures.Choice choice = busy.choose(now, 500, 1, 0, push -> true);
      assertThat(choice.putOff()).isEmpty();
      sent += choice.toSend().size();
      end(busy, choice.toSend(), now.plusMillis(50));
    }
  }

  private static void end(Departures departures, List<Taken> sent, Instant now) {
    sent.forEach(one -> departures.end(one, now));
  }

  @Test
  void thatNothingCouldBeSentForLongIsNoFaultOfADevice() {
    Departures busy = forOneDevice(200);
    List<Taken> first = busy.choose(NOW, 500, 1, 0, push -> true).toSend();
    end(busy, first, NOW.plusMillis(50));
    Instant later = NOW.plusSeconds(600); // the database was away
    Departures.Choice choice = busy.choose(later, 500, 1, 0, push -> true);
    assertThat(choice.toSend()).hasSize(1);
    assertThat(choice.putOff()).isEmpty();
  }

  @Test
  void whoCameAfterASlowAnswerComesBackNoSoonerThanWhoCameBefore() {
    Departures busy = departures(0);
    Offsets partition = new Offsets(0);
    int come = 0;
    for (; come < 100; come++) {
      busy.add(new Taken(PUSH, partition.take(come)));
    }
    Instant now = NOW;
    List<Taken> sent = busy.choose(now, 500, 1, 0, push -> false).toSend();
    now = now.plusSeconds(14); // one slow answer
    for (; come < 160; come++) {
      busy.add(new Taken(PUSH, partition.take(come)));
    }
    for (int answers = 0; answers < 50; answers++) { // and quick ones
      end(busy, sent, now);
      sent = busy.choose(now, 500, 1, 0, push -> false).toSend();
      now = now.plusMillis(110);
    }
    assertThat(busy.choose(now, 500, 1, 0, push -> true).putOff())
        .isNotEmpty()
        .extracting(Departures.PutOff::pause)
        .isSorted();
  }

  @Test
  void whoIsPutOffWithLittleOfItsLifeLeftComesBackAlive() {
    Push brief = Specimens.living(PUSH, Duration.ofSeconds(20));
    Departures busy = departures(0);
    Offsets partition = new Offsets(0);
    for (int i = 0; i < 20; i++) {
      busy.add(new Taken(brief, partition.take(i)));
    }
    assertThat(busy.choose(NOW, 500, 1, 0, push -> true).toSend()).hasSize(1);
    Instant then = NOW.plusSeconds(12);
    assertThat(busy.choose(then, 500, 1, 0, push -> true).putOff())
        .hasSize(19)
        .allMatch(one -> one.back(then).isBefore(brief.expires()));
  }
}
