package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Specimens;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a queue that begins anew knows of its channel. */
class ChannelMemoryTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Push PUSH = Specimens.push("fcm"); // lives for an hour
  private static final Instant NOW = PUSH.due();

  private final Offsets partition = new Offsets(0);
  private long taken;

  private static Supplier<Departures> departures(int perMinute, Duration spread) {
    return QueueConfiguration.departures(
        new ChannelDouble(),
        new QueueSettings(
            true, "test", 1000, 500, Duration.ofSeconds(20), NONE, Duration.ofDays(90)),
        new LimitSettings(perMinute, 0, 0, 0, NONE, spread, NONE, NONE, NONE),
        new SuspectApps(new SimpleMeterRegistry()));
  }

  /** Made anew, with so many pushes. */
  private Departures with(int count, Supplier<Departures> made) {
    return with(
        IntStream.range(0, count).mapToObj(i -> Specimens.named(PUSH, "" + taken + i)).toList(),
        made);
  }

  private Departures with(List<Push> pushes, Supplier<Departures> made) {
    Departures departures = made.get();
    for (Push push : pushes) {
      departures.add(new Taken(push, partition.take(taken++)));
    }
    return departures;
  }

  private static List<Taken> sent(Departures departures, Instant now) {
    return departures.choose(now, 500, 1, 0, push -> false).toSend();
  }

  @Test
  void aLimitHoldsForBothTogether() {
    Supplier<Departures> made = departures(60, NONE);
    assertThat(sent(with(2, made), NOW)).as("one a second").hasSize(1);
    Departures anew = with(2, made);
    assertThat(sent(anew, NOW)).isEmpty();
    assertThat(sent(anew, NOW.plusMillis(800))).isEmpty();
    assertThat(sent(anew, NOW.plusMillis(1_600))).hasSize(1);
  }

  @Test
  void whatItsPushServiceSaidHoldsUntilItIsOver() {
    Supplier<Departures> made = departures(0, NONE);
    Departures before = with(1, made);
    Taken throttled = sent(before, NOW).getFirst();
    before.end(throttled, new Answer.Throttled(Duration.ofMinutes(1), "429"), NOW);
    assertThat(sent(with(1, made), NOW.plusSeconds(59))).isEmpty();
    assertThat(sent(with(1, made), NOW.plusSeconds(60))).hasSize(1);
  }

  @Test
  void anAppWhoseTokensAreAllCalledBadIsLeftAloneAndFoundOutNoLater() {
    Supplier<Departures> made = departures(0, NONE);
    Answer doubted = new Answer.TokenDoubted(NOW, "a.setting", "403");
    Departures before = with(49, made);
    for (Taken one : sent(before, NOW)) {
      assertThat(before.end(one, doubted, NOW)).isEqualTo(doubted);
    }
    Departures anew = with(1, made);
    Answer last = anew.end(sent(anew, NOW).getFirst(), doubted, NOW);
    assertThat(last).isInstanceOf(Answer.Throttled.class);
    assertThat(sent(with(1, made), NOW.plusSeconds(59))).isEmpty();
    assertThat(sent(with(1, made), NOW.plusSeconds(60))).hasSize(1);
  }

  @Test
  void ofWhatIsDueAtAQuarterNoMoreGoesAtOnce() {
    Instant quarter = NOW.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    List<Push> due = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      due.add(Specimens.named(Specimens.living(PUSH, Duration.ofHours(3)), "" + i));
    }
    Supplier<Departures> made = departures(0, Duration.ofSeconds(20));
    Departures before = with(due, made);
    assertThat(sent(before, quarter)).isEmpty();
    assertThat(sent(before, quarter.plusSeconds(10))).hasSize(20);
    Departures anew = with(due.subList(20, 40), made);
    assertThat(sent(anew, quarter.plusSeconds(10))).isEmpty();
    assertThat(sent(anew, quarter.plusSeconds(15))).hasSize(10);
  }
}
