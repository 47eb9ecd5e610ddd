package io.tidegate.push.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The story of minutes, told one by one. */
class PollTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private PollLab lab;

  @BeforeEach
  void start() {
    lab = new PollLab();
    lab.begin("2026-03-07T00:00:00Z");
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void aShardThatNobodyPollsOrThatIsNotDoneInItsMinuteIsLateAndSaysSinceWhen() throws Exception {
    LateShards late = new LateShards(lab.jdbc);
    assertThat(late.after(Duration.ofMinutes(1))).isEmpty();
    lab.round();
    lab.spans.insert(
        7,
        Span.Kind.PRESENT,
        Instant.parse("2026-03-07T00:00:00Z"),
        Instant.parse("2026-03-07T00:00:00Z"),
        Instant.parse("2026-03-07T00:00:00Z"),
        List.of());
    lab.time("2026-03-07T00:00:59Z");
    assertThat(late.after(Duration.ofMinutes(1))).isEmpty();
    lab.time("2026-03-07T00:01:00Z");
    assertThat(late.after(Duration.ofMinutes(1)))
        .containsExactly(new LateShards.Late(7, Instant.parse("2026-03-07T00:00:00Z")));
    lab.time("2026-03-07T00:02:00Z");
    assertThat(late.after(Duration.ofMinutes(1)))
        .hasSize(16)
        .contains(new LateShards.Late(3, Instant.parse("2026-03-07T00:01:00Z")));
  }

  @Test
  void aTimerFallsDueAtItsLocalMinuteAndIsNotTouched() throws Exception {
    UUID timer = lab.timer("ann", "FREQ=DAILY", "2026-01-01T09:00", "Asia/Seoul", HOUR);
    UUID second = lab.device("ann");
    String before =
        lab.owner.sql("SELECT ctid || ' ' || xmin FROM timer").query(String.class).single();
    assertThat(lab.round())
        .hasSize(2)
        .allSatisfy(
            push -> {
              assertThat(push.id()).isEqualTo(timer + "/2026-03-07T09:00/" + push.device());
              assertThat(push.timer()).isEqualTo(timer);
              assertThat(push.occurrence()).isEqualTo(LocalDateTime.parse("2026-03-07T09:00"));
              assertThat(push.due()).isEqualTo("2026-03-07T00:00:00Z");
              assertThat(push.expires()).isEqualTo("2026-03-07T01:00:00Z");
              assertThat(push.repeated()).isFalse();
            })
        .anySatisfy(push -> assertThat(push.device()).isEqualTo(second));
    assertThat(lab.round()).isEmpty();
    lab.time("2026-03-07T00:01:00Z");
    assertThat(lab.round()).isEmpty();
    lab.begin("2026-03-08T00:00:30Z");
    assertThat(lab.round()).hasSize(2);
    assertThat(lab.owner.sql("SELECT ctid || ' ' || xmin FROM timer").query(String.class).single())
        .isEqualTo(before);
    assertThat(lab.rows("SELECT count(*) FROM timer_span")).isZero();
  }

  @Test
  void onADayOfClockChangeEachTimerComesOnce() throws Exception {
    String zone = "America/New_York";
    UUID skipped = lab.timer("ann", "FREQ=DAILY", "2026-01-01T02:30", zone, HOUR);
    UUID after = lab.timer("bob", "FREQ=DAILY", "2026-01-01T03:30", zone, HOUR);
    lab.begin("2026-03-08T07:30:00Z");
    assertThat(lab.round())
        .hasSize(2)
        .allSatisfy(push -> assertThat(push.due()).isEqualTo("2026-03-08T07:30:00Z"))
        .extracting(Push::timer)
        .containsExactlyInAnyOrder(skipped, after);
    UUID twice = lab.timer("carol", "FREQ=DAILY", "2026-01-01T01:30", zone, HOUR);
    lab.begin("2026-11-01T05:30:00Z");
    assertThat(lab.round()).extracting(Push::timer).containsExactly(twice);
    lab.begin("2026-11-01T06:30:00Z");
    assertThat(lab.round()).isEmpty();
  }

  @Test
  void whatWasMissedIsSentWhileItLivesAndTheRestIsCounted() throws Exception {
    UUID lives = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:10", "UTC", HOUR);
    lab.timer("bob", "FREQ=DAILY", "2026-01-01T00:10", "UTC", Duration.ofMinutes(5));
    UUID present = lab.timer("carol", "FREQ=DAILY", "2026-01-01T00:40", "UTC", HOUR);
    lab.round();
    lab.time("2026-03-07T00:40:20Z");
    List<Push> sent = lab.round();
    assertThat(sent).extracting(Push::timer).containsExactly(present, lives);
    assertThat(sent.get(1).due()).isEqualTo("2026-03-07T00:10:00Z");
    assertThat(lab.count("tidegate.push.timers.skipped")).isOne();
    assertThat(lab.count("tidegate.push.timers.late")).isOne();
  }

  @Test
  void ofSeveralMissedFiringsOfOneTimerTheLastIsSent() throws Exception {
    UUID timer = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:10", "UTC", Duration.ofDays(28));
    lab.round();
    lab.time("2026-03-10T00:00:00Z");
    List<Push> sent = lab.round();
    assertThat(sent).extracting(Push::timer).containsExactly(timer);
    assertThat(sent.getFirst().due()).isEqualTo("2026-03-09T00:10:00Z");
    assertThat(lab.count("tidegate.push.timers.coalesced")).isEqualTo(2);
  }

  @Test
  void aMissedFiringGivesWayToNoneThatAChangeHasTakenAway() throws Exception {
    UUID timer = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:10", "UTC", Duration.ofDays(28));
    lab.round();
    lab.time("2026-03-08T00:05:10Z");
    lab.timers.change(
        "ann", timer, 1, PollLab.timer("FREQ=DAILY", "2026-06-01T12:00", "UTC", HOUR));
    lab.time("2026-03-09T00:00:00Z");
    assertThat(lab.round())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo("2026-03-07T00:10:00Z"));
  }

  @Test
  void aMissedFiringGivesWayToThatOfThePresentMinute() throws Exception {
    lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:10", "UTC", Duration.ofDays(28));
    lab.round();
    lab.time("2026-03-08T00:10:00Z");
    assertThat(lab.round())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo("2026-03-08T00:10:00Z"));
  }

  @Test
  void whoeverDiesInAPageLeavesItToTheNextWithTheSameIds() throws Exception {
    String user = "ann";
    for (int i = 0; i < 7; i++) {
      lab.timer(user, "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    }
    int devices = 7;
    int shard = lab.shard(user);
    Poll.Work first = lab.poll(3).take(shard, () -> true);
    first.begin();
    assertThat(first.page(true)).isTrue();
    List<Push> safe = lab.sent();
    assertThat(safe).hasSize(3 * devices).allMatch(push -> !push.repeated());

    // The second page goes out, but one push of it is not acknowledged: its worker dies there.
    var queue = lab.acknowledgedByHand();
    Poll.Work second = lab.poll(3).take(shard, () -> true);
    CompletableFuture<Boolean> dying = CompletableFuture.supplyAsync(() -> page(second));
    while (queue.history().size() < 3 * devices) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 3 * devices - 1; i++) {
      queue.completeNext();
    }
    queue.errorNext(new IllegalStateException("planted"));
    assertThatThrownBy(dying::join).hasCauseInstanceOf(PushTopic.NotAcknowledged.class);

    lab.acknowledgedAtOnce();
    Poll.Work next = lab.poll(3).take(shard, () -> true);
    assertThat(next.begin()).isFalse();
    while (next.page(true)) {
      // to the end
    }
    List<Push> rest = lab.sent();
    assertThat(rest).allMatch(Push::repeated);
    Set<String> ids = new HashSet<>();
    List<Push> all = new ArrayList<>(safe);
    all.addAll(rest);
    all.forEach(push -> assertThat(ids.add(push.id())).isTrue());
    assertThat(ids).hasSize(7 * devices);
  }

  private static boolean page(Poll.Work work) {
    try {
      return work.page(true);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPageThatWasPerhapsDoneIsMarkedHoweverMuchIsDoneBeforeIt() throws Exception {
    UUID timer = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    int shard = lab.shard("ann");
    Poll.Work dying = lab.poll(1000).take(shard, () -> true);
    dying.begin(); // it dies when Kafka has its page, and the database does not know it
    lab.owner
        .sql(
            """
            INSERT INTO timer (id, version, user_id, zone, minute, day_key, rule, first_date, title,
              body, ttl_seconds, holds_from)
            SELECT gen_random_uuid(), 1, 'ann', 'UTC', 1, 0, 'FREQ=DAILY', '2026-01-01', 'Rent', '',
              3600, '2026-01-01 00:00:00+00'
            FROM generate_series(1, :count)
            """)
        .param("count", PollSettings.LARGEST_PAGE + 1)
        .update();
    lab.time("2026-03-07T00:01:00Z");
    Poll.Work next = lab.poll(PollSettings.LARGEST_PAGE).take(shard, () -> true);
    assertThat(next.begin()).isTrue();
    while (next.page(true)) {
      // to the end
    }
    List<Push> sent = lab.sent();
    assertThat(sent).hasSize(PollSettings.LARGEST_PAGE + 2);
    assertThat(sent.removeLast())
        .satisfies(push -> assertThat(push.timer()).isEqualTo(timer))
        .satisfies(push -> assertThat(push.repeated()).isTrue());
    assertThat(sent).as("begun by this one").noneMatch(Push::repeated);
  }

  @Test
  void whoStandsStillInAPageForLongerThanItsLockMarksTheRestOfIt() throws Exception {
    for (int i = 0; i < 4; i++) {
      lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    }
    AtomicInteger asked = new AtomicInteger();
    ShardLock lock =
        new ShardLock(
            () -> {},
            new PollSettings(100, 1, Duration.ofSeconds(30), Duration.ofSeconds(25), true),
            0,
            () -> asked.incrementAndGet() <= 10 ? 0 : Duration.ofMinutes(2).toNanos());
    Poll.Work work = lab.poll(100).take(lab.shard("ann"), lock::isSure);
    work.begin();
    assertThat(work.page(true)).isTrue();
    List<Push> sent = lab.sent();
    assertThat(sent).hasSize(16);
    assertThat(sent.subList(0, 10)).noneMatch(Push::repeated);
    assertThat(sent.subList(10, 16)).allMatch(Push::repeated);
  }

  @Test
  void whoHasLostItsShardStoresNothing() throws Exception {
    for (int i = 0; i < 4; i++) {
      lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    }
    int shard = lab.shard("ann");
    Poll.Work slow = lab.poll(2).take(shard, () -> true);
    slow.begin();
    Span seen = lab.spans.next(shard).orElseThrow();
    Poll.Work other = lab.poll(2).take(shard, () -> true);
    assertThat(other.page(true)).isTrue();
    assertThat(lab.spans.move(seen, seen.at(seen.minute(), null))).isFalse();
    assertThat(lab.spans.end(seen)).isFalse();
    while (other.page(true)) {
      // to the end
    }
    assertThat(new HashSet<>(lab.sent())).hasSize(4 * 4);
  }

  @Test
  void aTimerThatCannotBeComputedIsSetAsideAndItsPageGoesOn() throws Exception {
    UUID broken = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    UUID good = lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR);
    lab.owner
        .sql("UPDATE timer SET rule = 'FREQ=SOMETIMES' WHERE id = :id")
        .param("id", broken)
        .update();
    assertThat(lab.round()).hasSize(2).extracting(Push::timer).containsOnly(good);
    Timer aside = lab.timers.find("ann", broken).orElseThrow();
    assertThat(aside.setAside()).contains("SOMETIMES");
    assertThat(aside.next(Instant.EPOCH)).isNull();
    lab.begin("2026-03-08T00:00:00Z");
    assertThat(lab.round()).extracting(Push::timer).containsOnly(good);
  }

  @Test
  void aTimerWhoseUserHasNoDeviceIsCounted() throws Exception {
    lab.timers.create(
        "ann", PollLab.timer("FREQ=DAILY", "2026-01-01T00:00", "UTC", HOUR), null, new byte[0]);
    assertThat(lab.round()).isEmpty();
    assertThat(lab.count("tidegate.push.timers.without.device")).isOne();
  }

  @Test
  void afterAChangeOfTheTzDatabaseTheLastDayIsGoneOverWhereItDiffers() throws Exception {
    lab.tzdb.goOver();
    UUID seoul =
        lab.timer("ann", "FREQ=DAILY", "2026-01-01T09:00", "Asia/Seoul", Duration.ofDays(2));
    lab.timer("ann", "FREQ=DAILY", "2026-01-01T00:00", "UTC", Duration.ofDays(2));
    assertThat(lab.round()).hasSize(4);
    assertThat(lab.tzdb.goOver()).isEmpty();
    lab.begin("2026-03-07T12:00:00Z");
    lab.owner.sql("UPDATE timer_progress SET tzdb = '2000a'").update();
    lab.owner.sql("UPDATE timer_zone SET rules = '\\x00' WHERE zone = 'Asia/Seoul'").update();
    assertThat(lab.tzdb.goOver()).containsExactly("Asia/Seoul");
    List<Push> again = lab.round();
    assertThat(again)
        .hasSize(2)
        .allMatch(Push::repeated)
        .extracting(Push::timer)
        .containsOnly(seoul);
    assertThat(again.getFirst().due()).isEqualTo("2026-03-07T00:00:00Z");
  }

  @Test
  void zonesThatTheTzDatabaseHasNoMoreAreSetAside() throws Exception {
    UUID timer = lab.timer("ann", "FREQ=DAILY", "2026-01-01T09:00", "Asia/Seoul", HOUR);
    lab.owner.sql("UPDATE timer SET zone = 'Mars/Base'").update();
    lab.tzdb.goOver();
    assertThat(lab.timers.find("ann", timer).orElseThrow().setAside())
        .startsWith("zone Mars/Base is not in tz database 20");
  }
}
