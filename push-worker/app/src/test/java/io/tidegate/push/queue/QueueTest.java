package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of pushes, one story each. */
class QueueTest {
  private QueueLab lab;
  private ChannelDouble channel;

  @BeforeEach
  void start() {
    lab = new QueueLab();
    channel = new ChannelDouble();
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void anOffsetIsGivenUpOnlyWhenThePushIsWrittenDownAsDelivered() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    ChannelDouble.Sent sent = channel.next();
    assertThat(sent.device().token()).startsWith("token-of-");
    assertThat(lab.undone()).isOne();
    assertThat(lab.rows("delivered_push")).isZero();
    sent.accept();
    lab.awaitLeft(Outcome.DELIVERED, 1);
    assertThat(lab.rows("delivered_push")).isOne();
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void aDevicesPushesAreSentInOrderAndOneAtATime() {
    channel.acceptInAnyOrder(new SplittableRandom(Long.getLong("tidegate.seed", 7)));
    lab.start(channel);
    List<UUID> devices = List.of(lab.device("u"), lab.device("u"), lab.device("u"));
    for (int i = 0; i < 60; i++) {
      lab.put(lab.push("" + i, "u", devices.get(i % 3)));
    }
    lab.awaitLeft(Outcome.DELIVERED, 60);
    assertThat(channel.hadTwoAtATime()).isFalse();
    for (UUID device : devices) {
      assertThat(
              channel.all().stream()
                  .filter(sent -> sent.device().id().equals(device))
                  .map(sent -> Integer.parseInt(sent.push().id())))
          .hasSize(20)
          .isSorted();
    }
  }

  @Test
  void whatFailsIsTriedAgainLaterAndDeliveredOnce() throws Exception {
    channel.answer(
        push -> push.attempt() < 3 ? new Answer.Transient("503 busy") : new Answer.Accepted());
    lab.start(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    assertThat(channel.next().push().attempt()).isOne();
    lab.awaitLeft(Outcome.RETRIED, 1);
    lab.clock.pass(Duration.ofSeconds(9));
    assertThat(channel.all()).as("not before ten seconds").hasSize(1);
    lab.clock.pass(Duration.ofSeconds(6));
    assertThat(channel.next().push().attempt()).isEqualTo(2);
    lab.awaitLeft(Outcome.RETRIED, 2);
    lab.clock.pass(Duration.ofSeconds(90));
    assertThat(channel.next().push().attempt()).isEqualTo(3);
    lab.awaitLeft(Outcome.DELIVERED, 1);
    assertThat(channel.all()).hasSize(3);
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void whatCannotBeTriedAgainInItsTimeToLiveIsADeadLetter() {
    channel.answer(push -> new Answer.Transient("503 busy"));
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("a", "ann", device, "bank", Duration.ofSeconds(8), null, false));
    lab.awaitLeft(Outcome.DEAD, 1);
    assertThat(
            lab.owner
                .sql("SELECT reason || ' ' || last_answer || ' ' || attempts FROM dead_letter")
                .query(String.class)
                .single())
        .isEqualTo("out-of-time transient: 503 busy 1");
    assertThat(lab.letters.erase("ann")).isOne();
  }

  @Test
  void whatIsThrottledStopsItsAppAndNoOther() throws Exception {
    channel.answer(
        push ->
            push.app().equals("bank") && push.attempt() == 1 && push.id().equals("first")
                ? new Answer.Throttled(Duration.ofSeconds(60), "429")
                : new Answer.Accepted());
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("first", "ann", device));
    lab.awaitLeft(Outcome.RETRIED, 1);
    for (int i = 0; i < 5; i++) {
      lab.put(lab.push("bank " + i, "ann", device));
      lab.put(lab.push("shop " + i, "ann", device, "shop", Duration.ofHours(1), null, false));
    }
    lab.awaitLeft(Outcome.PUT_OFF, 5);
    lab.awaitLeft(Outcome.DELIVERED, 5);
    assertThat(channel.all().stream().skip(1)).allMatch(sent -> sent.push().app().equals("shop"));
    lab.clock.pass(Duration.ofSeconds(91));
    lab.awaitLeft(Outcome.DELIVERED, 11);
    assertThat(channel.all()).hasSize(12);
    assertThat(channel.all().stream().filter(sent -> sent.push().id().startsWith("bank")))
        .as("making way is no attempt")
        .allMatch(sent -> sent.push().attempt() == 1);
  }

  @Test
  void aDeadTokensDeviceGoesUnlessItWasRenewedSince() {
    Instant before = Instant.parse("2020-01-01T00:00:00Z");
    Instant after = Instant.parse("2999-01-01T00:00:00Z");
    channel.answer(
        push ->
            new Answer.TokenDead(push.id().equals("dead") ? after : before, "404 UNREGISTERED"));
    lab.start(channel);
    UUID dead = lab.device("ann");
    UUID renewed = lab.device("bob");
    lab.put(lab.push("dead", "ann", dead));
    lab.put(lab.push("renewed", "bob", renewed));
    lab.awaitLeft(Outcome.DEAD, 2);
    assertThat(lab.owner.sql("SELECT id FROM device").query(UUID.class).list())
        .containsExactly(renewed);
    assertThat(lab.owner.sql("SELECT reason FROM dead_letter").query(String.class).list())
        .containsExactly("token-dead", "token-dead");
    lab.put(lab.push("later", "ann", dead));
    lab.awaitLeft(Outcome.NO_DEVICE, 1);
  }

  @Test
  void aWrongSettingForWhichEveryTokenIsBadCostsNoDeviceAndWhenItIsMendedNoPush() {
    channel.answer(push -> doubted());
    QueueThreads wrong = lab.start(channel);
    int users = 60;
    for (int i = 0; i < users; i++) {
      lab.put(lab.push("of " + i, "u" + i, lab.device("u" + i)));
    }
    QueueLab.await("suspicion", () -> !lab.suspects.all().isEmpty());
    assertThat(lab.suspects.all())
        .singleElement()
        .satisfies(
            suspect -> {
              assertThat(suspect.app()).isEqualTo("bank");
              assertThat(suspect.inARow()).isGreaterThanOrEqualTo(50);
              assertThat(suspect.setting()).isEqualTo("tidegate.push.fcm.apps.bank.…");
            });
    QueueLab.await("all answered or put off", () -> lab.undone() == 0);
    assertThat(lab.rows("device")).isEqualTo(users);
    assertThat(lab.rows("dead_letter")).isZero();
    wrong.close();
    channel.answer(push -> new Answer.Accepted());
    lab.start(channel);
    lab.clock.pass(Duration.ofSeconds(100));
    lab.awaitLeft(Outcome.DELIVERED, users);
    assertThat(lab.rows("device")).isEqualTo(users);
  }

  @Test
  void aBadTokenAmongGoodOnesGoesAsSoonAsTenHaveSpokenForItsApp() {
    channel.answer(push -> push.id().startsWith("bad") ? doubted() : new Answer.Accepted());
    lab.start(channel);
    UUID bad = lab.device("bad");
    UUID good = lab.device("ann");
    lab.put(lab.push("bad 1", "bad", bad));
    lab.awaitLeft(Outcome.RETRIED, 1);
    for (int i = 0; i < 9; i++) {
      lab.put(lab.push("" + i, "ann", good));
    }
    lab.awaitLeft(Outcome.DELIVERED, 9);
    lab.put(lab.push("bad 2", "bad", bad));
    lab.awaitLeft(Outcome.RETRIED, 2);
    assertThat(lab.rows("device")).isEqualTo(2);
    lab.put(lab.push("9", "ann", good));
    lab.awaitLeft(Outcome.DELIVERED, 10);
    lab.put(lab.push("bad 3", "bad", bad));
    lab.awaitLeft(Outcome.DEAD, 1);
    assertThat(lab.owner.sql("SELECT id FROM device").query(UUID.class).list())
        .containsExactly(good);
    assertThat(lab.suspects.all()).isEmpty();
  }

  private static Answer doubted() {
    return new Answer.TokenDoubted(
        Instant.parse("2999-01-01T00:00:00Z"), "tidegate.push.fcm.apps.bank.…", "403");
  }

  @Test
  void anErrorWhileAPushIsTakenCostsNeitherItNorItsOffset() {
    UUID device = lab.device("ann");
    lab.put(lab.push("a", "ann", device));
    lab.put(lab.push("b", "ann", device));
    channel.whenAskedForAQuota(QueueTest::breakOff);
    lab.start(channel);
    lab.awaitLeft(Outcome.DELIVERED, 2);
    QueueLab.await("offset", () -> lab.undone() == 0);
    assertThat(channel.all()).hasSize(2);
    assertThat(lab.abandoned()).isOne();
  }

  private static void breakOff() {
    throw new StackOverflowError("for once");
  }

  @Test
  void anErrorWhileAnAnswerIsHeardLosesNeitherItNorThePushThatWaitedForIt() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("a", "ann", device));
    ChannelDouble.Sent first = channel.next();
    lab.put(lab.push("b", "ann", device));
    QueueLab.await("b waits", this::oneWaits);
    channel.whenAskedForAQuota(QueueTest::breakOff);
    first.accept();
    ChannelDouble.Sent second = channel.next();
    assertThat(second.push().id()).isEqualTo("b");
    second.accept();
    lab.awaitLeft(Outcome.DELIVERED, 2);
    QueueLab.await("offset", () -> lab.undone() == 0);
    assertThat(channel.all()).hasSize(2);
    QueueLab.await(
        "what waits is still shown",
        () -> lab.meters.get("tidegate.push.waiting").gauge().value() == 0);
  }

  private boolean oneWaits() {
    Gauge waiting = lab.meters.find("tidegate.push.waiting").gauge();
    return waiting != null && waiting.value() == 1;
  }

  @Test
  void aPushServiceThatWantsNothingYetIsLeftAloneAlsoByAQueueThatBeginsAnew() {
    channel.answer(
        push ->
            push.id().equals("first") && push.attempt() == 1
                ? new Answer.Throttled(Duration.ofSeconds(60), "429")
                : new Answer.Accepted());
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("first", "ann", device));
    lab.awaitLeft(Outcome.RETRIED, 1);
    QueueLab.await("offset", () -> lab.undone() == 0);
    channel.whenAskedForAQuota(QueueTest::breakOff);
    lab.put(lab.push("second", "ann", device));
    QueueLab.await(
        "the second has been seen to",
        () -> lab.left(Outcome.PUT_OFF) + lab.left(Outcome.DELIVERED) > 0);
    assertThat(channel.all()).hasSize(1);
    lab.clock.pass(Duration.ofSeconds(91));
    lab.awaitLeft(Outcome.DELIVERED, 2);
  }

  @Test
  void whatSpeaksAgainstAnAppsSettingsIsKnownAlsoToAQueueThatBeginsAnew() {
    channel.answer(push -> doubted());
    lab.start(channel);
    int users = 50; // doubted in a row: then it is the settings
    for (int i = 1; i < users; i++) {
      lab.put(lab.push("of " + i, "u" + i, lab.device("u" + i)));
    }
    lab.awaitLeft(Outcome.RETRIED, users - 1);
    QueueLab.await("offsets", () -> lab.undone() == 0);
    assertThat(lab.suspects.all()).isEmpty();
    channel.whenAskedForAQuota(QueueTest::breakOff);
    lab.put(lab.push("last", "last", lab.device("last")));
    lab.awaitLeft(Outcome.RETRIED, users);
    assertThat(lab.suspects.all()).hasSize(1);
  }

  @Test
  void whatWasAnsweredIsWrittenDownThoughTheDatabaseIsAwayWhenTheQueueEnds() throws Exception {
    channel.answerByHand();
    QueueThreads threads = lab.start(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    ChannelDouble.Sent sent = channel.next();
    AtomicBoolean ends = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    lab.whenAsked(
        () -> {
          // Once by a last turn, once by the end, and once more: then it is back.
          if (ends.get() && asked.incrementAndGet() >= 3) {
            lab.databaseIsAway(false);
          }
        });
    lab.databaseIsAway(true);
    sent.accept();
    ends.set(true);
    threads.close();
    assertThat(lab.left(Outcome.DELIVERED)).isOne();
    assertThat(lab.undone()).isZero();
  }

  @Test
  void whatWasDeliveredIsNotSentAgainByWhoBeginsAnewWhileTheDatabaseIsAwayForLong()
      throws Exception {
    try (QueueLab hasty = QueueLab.waiting(Duration.ofSeconds(1))) {
      channel.answerByHand();
      hasty.start(channel);
      UUID device = hasty.device("ann");
      hasty.put(hasty.push("a", "ann", device));
      ChannelDouble.Sent first = channel.next();
      AtomicInteger asked = new AtomicInteger();
      hasty.whenAsked(
          () -> {
            // For seconds longer than answers are waited for, it is asked and does not answer.
            if (hasty.abandoned() > 0 && asked.incrementAndGet() > 45) {
              hasty.databaseIsAway(false);
            }
          });
      hasty.databaseIsAway(true);
      first.accept();
      channel.whenAskedForAQuota(QueueTest::breakOff);
      hasty.put(hasty.push("b", "ann", device));
      assertThat(channel.next().push().id()).isEqualTo("b");
      channel.all().getLast().accept();
      hasty.awaitLeft(Outcome.DELIVERED, 2);
      QueueLab.await("offset", () -> hasty.undone() == 0);
      assertThat(channel.all()).hasSize(2);
    }
  }

  @Test
  void whoBeginsAnewLeavesItsPartitionsToOthersWhenItHasNotReachedTheDatabaseForTenMinutes()
      throws Exception {
    try (QueueLab hasty = QueueLab.waiting(Duration.ofSeconds(1))) {
      channel.answerByHand();
      hasty.start(channel);
      UUID device = hasty.device("ann");
      hasty.put(hasty.push("a", "ann", device));
      ChannelDouble.Sent first = channel.next();
      AtomicInteger asked = new AtomicInteger();
      hasty.whenAsked(
          () -> {
            if (hasty.abandoned() > 0) {
              asked.incrementAndGet();
            }
          });
      hasty.databaseIsAway(true);
      first.accept();
      channel.whenAskedForAQuota(QueueTest::breakOff);
      hasty.put(hasty.push("b", "ann", device));
      QueueLab.await("longer than answers are waited for", () -> asked.get() > 45);
      Duration almost = Duration.ofMinutes(9);
      pass(hasty, almost);
      int before = asked.get();
      QueueLab.await("it waits on", () -> asked.get() > before + 2);
      assertThat(hasty.isNobodys()).isFalse();
      hasty.databasesClockIsAway(true);
      pass(hasty, Duration.ofMinutes(10).minus(almost));
      QueueLab.await("others may have its partitions", hasty::isNobodys);
      hasty.databasesClockIsAway(false);
      hasty.databaseIsAway(false);
      channel.answer(push -> new Answer.Accepted());
      hasty.awaitLeft(Outcome.DELIVERED, 2);
      assertThat(channel.all().stream().map(sent -> sent.push().id()))
          .as("what was not written down is sent again")
          .containsExactly("a", "a", "b");
    }
  }

  private static void pass(QueueLab lab, Duration time) {
    lab.clock.pass(time);
    lab.standStill(time);
  }

  @Test
  void whoBeginsAnewGivesPartitionsBackWithoutWaitingForWhatIsLost() throws Exception {
    try (QueueLab patient = QueueLab.waiting(Duration.ofMinutes(1))) {
      ChannelDouble other = new ChannelDouble();
      channel.answerByHand();
      patient.start(channel);
      int users = 12; // on each of three partitions
      for (int i = 0; i < users; i++) {
        patient.put(patient.push("lost " + i, "u" + i, patient.device("u" + i)));
      }
      List<ChannelDouble.Sent> lost = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        lost.add(channel.next());
      }
      patient.put(patient.push("slow", "ann", patient.device("ann")));
      ChannelDouble.Sent slow = channel.next();
      patient.nothingIsHeardOf(PushRetry.TEN_SECONDS.topic());
      lost.forEach(sent -> sent.answer().complete(new Answer.Transient("503")));
      QueueLab.await("only the slow one is with the channel", () -> patient.inFlight() == 1);
      channel.whenAskedForAQuota(QueueTest::breakOff);
      patient.put(patient.push("next", "bob", patient.device("bob")));
      QueueLab.await("it begins anew", () -> patient.abandoned() > 0);
      patient.startElsewhere(other);
      QueueLab.await("the other takes part", patient::isShared);
      channel.answer(push -> new Answer.Accepted());
      slow.accept();
      patient.awaitLeft(Outcome.DELIVERED, 2 + users);
    }
  }

  @Test
  void whatWasToBeSentIsSentThoughPuttingOthersOffBreaksOff() {
    try (QueueLab slow = new QueueLab(QueueLab.atMost(60), 1)) {
      int pushes = 20; // for three partitions: those behind their first hold up others
      for (int i = 0; i < pushes; i++) {
        slow.put(slow.push("" + i, "u" + i, slow.device("u" + i)));
      }
      slow.breakOffAt(PushRetry.TEN_SECONDS.topic());
      slow.start(channel);
      QueueLab.await("one is put off", slow::hasBrokenOff);
      AtomicLong seen = new AtomicLong(System.nanoTime());
      QueueLab.await(
          "all are delivered",
          () -> {
            long now = System.nanoTime();
            slow.clock.pass(Duration.ofNanos(5 * (now - seen.getAndSet(now))));
            return slow.left(Outcome.DELIVERED) == pushes;
          });
      assertThat(channel.all()).hasSize(pushes);
      assertThat(slow.left(Outcome.PUT_OFF)).isPositive();
    }
  }

  @Test
  void aChannelThatFailsAtOnePushHoldsUpNoOther() {
    channel.answer(
        push -> {
          if (push.id().equals("odd")) {
            throw new IllegalStateException("a fault of the channel");
          }
          return new Answer.Accepted();
        });
    lab.start(channel);
    lab.put(lab.push("odd", "ann", lab.device("ann"), "bank", Duration.ofSeconds(5), null, false));
    lab.put(lab.push("even", "bob", lab.device("bob")));
    lab.awaitLeft(Outcome.DELIVERED, 1);
    lab.awaitLeft(Outcome.DEAD, 1);
    assertThat(lab.owner.sql("SELECT last_answer FROM dead_letter").query(String.class).single())
        .isEqualTo("transient: IllegalStateException: a fault of the channel");
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void aPushThatItsChannelNeverAnswersIsGivenUpInTimeAndTriedAgain() throws Exception {
    try (QueueLab hasty = QueueLab.waiting(Duration.ofSeconds(1))) {
      channel.answerByHand();
      hasty.start(channel);
      UUID device = hasty.device("ann");
      hasty.put(hasty.push("a", "ann", device));
      hasty.put(hasty.push("b", "ann", device));
      assertThat(channel.next().push().id()).isEqualTo("a");
      assertThat(channel.next().push().id()).as("a holds it up no more").isEqualTo("b");
      hasty.awaitLeft(Outcome.RETRIED, 2);
      channel.answer(push -> new Answer.Accepted());
      hasty.clock.pass(Duration.ofSeconds(15));
      hasty.awaitLeft(Outcome.DELIVERED, 2);
    }
  }

  @Test
  void aDeviceThatIsAnotherUsersByNowGetsNothing() {
    lab.start(channel);
    lab.put(lab.push("a", "bob", lab.device("ann")));
    lab.awaitLeft(Outcome.NO_DEVICE, 1);
    assertThat(channel.all()).isEmpty();
  }

  @Test
  void whatIsPastItsTimeToLiveIsDroppedAndCounted() {
    lab.start(channel);
    Push push = lab.push("a", "ann", lab.device("ann"), "bank", Duration.ofMinutes(1), null, false);
    lab.clock.pass(Duration.ofMinutes(1));
    lab.put(push);
    lab.awaitLeft(Outcome.EXPIRED, 1);
    assertThat(channel.all()).isEmpty();
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void whatWhoStoodStillSendsBehindTheRepeatOfItsPageIsNotSentAgain() throws Exception {
    UUID device = lab.device("ann");
    lab.fill(device, QueueSettings.FARTHEST); // what is nearer to the begin is looked up anyway
    lab.put(lab.push("a", "ann", device, "bank", Duration.ofHours(1), null, true));
    lab.put(lab.push("a", "ann", device));
    lab.put(lab.push("b", "ann", device));
    lab.start(channel);
    channel.next().accept();
    lab.awaitLeft(Outcome.DUPLICATE, 1);
    channel.next().accept();
    lab.awaitLeft(Outcome.DELIVERED, 2);
    assertThat(channel.all()).hasSize(2);
  }

  @Test
  void whatWasDeliveredIsNotSentAgainWhenItsPageIsRepeatedOrItsOffsetRedelivered() {
    QueueThreads first = lab.start(channel);
    for (int i = 0; i < 20; i++) {
      lab.put(lab.push("" + i, "u" + i, lab.device("u" + i)));
    }
    lab.awaitLeft(Outcome.DELIVERED, 20);
    UUID device = channel.all().getFirst().device().id();
    String user = channel.all().getFirst().push().user();
    lab.put(
        lab.push(
            channel.all().getFirst().push().id(),
            user,
            device,
            "bank",
            Duration.ofHours(1),
            null,
            true));
    lab.awaitLeft(Outcome.DUPLICATE, 1);
    first.close();
    lab.rewind(30);
    lab.start(channel);
    lab.awaitLeft(Outcome.DUPLICATE, 22);
    assertThat(channel.all()).hasSize(20);
  }

  @Test
  void whatIsTriedAgainDoesNotReplaceALaterPushWithItsCollapseKey() throws Exception {
    channel.answer(
        push ->
            push.id().equals("old") && push.attempt() == 1
                ? new Answer.Transient("503")
                : new Answer.Accepted());
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("old", "ann", device, "bank", Duration.ofHours(1), "rent", false));
    lab.awaitLeft(Outcome.RETRIED, 1);
    lab.clock.pass(Duration.ofSeconds(1));
    lab.put(lab.push("new", "ann", device, "bank", Duration.ofHours(1), "rent", false));
    lab.awaitLeft(Outcome.DELIVERED, 1);
    lab.clock.pass(Duration.ofSeconds(20));
    lab.awaitLeft(Outcome.REPLACED, 1);
    assertThat(channel.all()).extracting(sent -> sent.push().id()).containsExactly("old", "new");
  }

  @Test
  void whatIsNoPushIsBuriedAndHoldsUpNobody() {
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(device, "{\"id\": 7".getBytes(UTF_8));
    lab.put(device, "{}".getBytes(UTF_8));
    lab.put(lab.push("nul \0", "ann", device));
    lab.put(lab.push("a", "ann", device));
    lab.awaitLeft(Outcome.DELIVERED, 1);
    lab.awaitLeft(Outcome.DEAD, 3);
    assertThat(lab.rows("dead_letter WHERE reason = 'unreadable'")).isEqualTo(3);
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void whatIsNoPushIsBuriedThoughItIsAsLargeAsARecordMayBe() {
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(new byte[1_048_450], "no push".getBytes(UTF_8)); // a letter's headers are more
    lab.put(device, new byte[1_048_400]);
    lab.put(lab.push("a", "ann", device));
    lab.awaitLeft(Outcome.DELIVERED, 1);
    lab.awaitLeft(Outcome.DEAD, 2);
    assertThat(lab.rows("dead_letter WHERE reason = 'unreadable'")).isEqualTo(2);
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void aPushAsLargeAsARecordMayBeIsBuriedAsItCouldNotBeTriedAgain() {
    channel.answer(push -> new Answer.Transient("503"));
    lab.start(channel);
    UUID device = lab.device("ann");
    String push = new String(Messages.write(lab.push("large", "ann", device)), UTF_8);
    String more = "x".repeat(1_048_400 - push.length());
    lab.put(device, push.replace("Rent", "Rent" + more).getBytes(UTF_8));
    lab.awaitLeft(Outcome.DEAD, 1);
    assertThat(lab.rows("dead_letter WHERE reason = 'unreadable'")).isOne();
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void halfACharacterAndAnEndlessCollapseKeyAreBuriedTooAsTheDatabaseWouldRefuseThem() {
    lab.start(channel);
    UUID device = lab.device("ann");
    String push = new String(Messages.write(lab.push("half", "ann", device)), UTF_8);
    lab.put(device, push.replace("Rent", "Rent \\ud800").getBytes(UTF_8));
    lab.put(device, push.replace("\"fcm\"", "\"fc\\u0000m\"").getBytes(UTF_8));
    lab.put(
        lab.push("endless", "ann", device, "bank", Duration.ofHours(1), "k".repeat(9_000), false));
    lab.put(lab.push("a", "ann", device));
    lab.awaitLeft(Outcome.DELIVERED, 1);
    lab.awaitLeft(Outcome.DEAD, 3);
    assertThat(lab.rows("dead_letter WHERE reason = 'unreadable'")).isEqualTo(3);
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void aDeliveredPushThatTheDatabaseRefusesForEverIsADeadLetterAndHoldsUpNobody() {
    lab.owner
        .sql(
            "ALTER TABLE delivered_push ADD CONSTRAINT no_poison CHECK (key <> '%s')"
                .formatted(Push.keyOf("poison")))
        .update();
    lab.start(channel);
    for (int i = 0; i < 20; i++) {
      lab.put(lab.push(i == 7 ? "poison" : "" + i, "ann", lab.device("ann")));
    }
    lab.awaitLeft(Outcome.DELIVERED, 19);
    lab.awaitLeft(Outcome.DEAD, 1);
    assertThat(lab.rows("delivered_push")).isEqualTo(19);
    assertThat(
            lab.owner
                .sql(
                    "SELECT reason || ' ' || last_answer FROM dead_letter WHERE push_id = 'poison'")
                .query(String.class)
                .single())
        .startsWith("unstorable delivered, but it cannot be written down: 23514: ")
        .contains("no_poison")
        .doesNotContain("Failing row");
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void aDeadLetterThatTheDatabaseRefusesIsKeptWithoutItsTextsAndHoldsUpNobody() {
    lab.owner
        .sql("ALTER TABLE dead_letter ADD CONSTRAINT no_poison CHECK (user_id <> 'poison')")
        .update();
    channel.answer(push -> new Answer.Refused("400"));
    lab.start(channel);
    for (String user : List.of("ann", "poison", "bob")) {
      lab.put(lab.push("of " + user, user, lab.device(user)));
    }
    lab.awaitLeft(Outcome.DEAD, 3);
    assertThat(lab.rows("dead_letter WHERE reason = 'refused'")).isEqualTo(2);
    assertThat(
            lab.rows(
                "dead_letter WHERE push_id = 'of poison' AND reason = 'unstorable'"
                    + " AND last_answer = 'refused: 400' AND push ->> 'raw' = ''"))
        .isOne();
    QueueLab.await("offset", () -> lab.undone() == 0);
  }

  @Test
  void whileTheDatabaseIsAwayPushesWaitAndNoneIsLostOrSentTwice() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("before", "ann", device));
    ChannelDouble.Sent sent = channel.next();
    lab.databaseIsAway(true);
    sent.accept();
    lab.put(lab.push("meanwhile", "ann", device));
    QueueLab.await(
        "a failure", () -> lab.meters.find("tidegate.push.queue.failures").counter() != null);
    assertThat(channel.all()).hasSize(1);
    assertThat(lab.undone()).isEqualTo(2);
    lab.databaseIsAway(false);
    channel.next().accept();
    lab.awaitLeft(Outcome.DELIVERED, 2);
    assertThat(channel.all()).hasSize(2);
  }

  @Test
  void anAppWithALowLimitHoldsUpNoOtherBehindIt() {
    try (QueueLab slow = new QueueLab(QueueLab.atMost(60), 10)) {
      slow.start(channel);
      List<UUID> devices = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        devices.add(slow.device("u" + i));
      }
      for (int i = 0; i < 1_800; i++) { // more than a poll beyond the window brings, in each of 3
        slow.put(slow.push("" + i, "u" + i % 60, devices.get(i % 60)));
      }
      UUID device = slow.device("ann");
      slow.put(slow.push("ann's", "ann", device, "shop", Duration.ofHours(1), null, false));
      AtomicLong seen = new AtomicLong(System.nanoTime());
      QueueLab.await(
          "the push of the other app",
          () -> {
            long now = System.nanoTime(); // the clock goes on
            slow.clock.pass(Duration.ofNanos(now - seen.getAndSet(now)));
            return channel.all().stream().anyMatch(sent -> sent.push().app().equals("shop"));
          });
      assertThat(slow.left(Outcome.PUT_OFF)).isPositive();
    }
  }

  @Test
  void aSlowDeviceWithManyPushesHoldsUpNoOtherBehindIt() throws Exception {
    try (QueueLab slow = new QueueLab(QueueLab.atMost(0), 10)) {
      channel.answerByHand();
      UUID device = slow.device("bob");
      for (int i = 0; i < 600; i++) { // more than a poll brings
        slow.put(slow.push("bob's " + i, "bob", device));
      }
      slow.put(device, Messages.write(slow.push("ann's", "ann", slow.device("ann"))));
      slow.start(channel);
      ChannelDouble.Sent next = channel.next();
      while (!next.push().user().equals("ann")) {
        slow.clock.pass(Duration.ofSeconds(6)); // that is how long it takes
        next.accept();
        next = channel.next();
      }
      next.accept();
      assertThat(channel.all()).hasSizeLessThan(20);
      assertThat(channel.hadTwoAtATime()).isFalse();
    }
  }

  @Test
  void aMachineWhoseClockIsWrongDropsNothingAndSendsNothingUntilItIsRight() {
    lab.machineIsFast(Duration.ofMinutes(70));
    QueueThreads threads = lab.start(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    QueueLab.await("it says that it gets nowhere", () -> !threads.troubles().isEmpty());
    assertThat(lab.left(Outcome.EXPIRED)).isZero();
    assertThat(channel.all()).isEmpty();
    lab.machineIsFast(Duration.ZERO);
    lab.awaitLeft(Outcome.DELIVERED, 1);
  }

  @Test
  void aMachineWhoseClockGoesWrongLeavesItsPushesToOthersAndTakesPartAgainWhenItIsRight()
      throws Exception {
    ChannelDouble other = new ChannelDouble();
    lab.start(channel);
    int users = 30; // on each of three partitions
    List<UUID> devices = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      devices.add(lab.device("u" + i));
    }
    lab.put(lab.push("before", "u0", devices.getFirst()));
    channel.next().accept();
    lab.machineIsFast(Duration.ofHours(6));
    lab.startElsewhere(other);
    for (int i = 0; i < users; i++) {
      lab.put(lab.push("meanwhile " + i, "u" + i, devices.get(i)));
    }
    lab.awaitLeft(Outcome.DELIVERED, 1 + users);
    assertThat(channel.all()).hasSize(1);
    lab.machineIsFast(Duration.ZERO);
    AtomicInteger sent = new AtomicInteger(1 + users);
    QueueLab.await(
        "it has partitions again",
        () -> {
          for (int i = 0; i < users; i++) {
            String title = "after " + sent.getAndIncrement();
            lab.put(lab.push(title, "u" + i, devices.get(i)));
          }
          lab.awaitLeft(Outcome.DELIVERED, sent.get());
          return channel.all().size() > 1;
        });
    assertThat(channel.all().size() + other.all().size()).isEqualTo(sent.get());
  }

  @Test
  void whatIsHeardWhileTheClockIsSixHoursFastStopsItsAppNoLongerThanWasSaid() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("a", "ann", device, "bank", Duration.ofHours(12), null, false));
    ChannelDouble.Sent first = channel.next();
    lab.machineIsFast(Duration.ofHours(6));
    first.answer().complete(new Answer.Throttled(Duration.ofSeconds(60), "429"));
    lab.awaitLeft(Outcome.RETRIED, 1);
    lab.machineIsFast(Duration.ZERO);
    lab.clock.pass(Duration.ofSeconds(91));
    lab.put(lab.push("b", "ann", device));
    channel.next().accept();
    channel.next().accept();
    lab.awaitLeft(Outcome.DELIVERED, 2);
    assertThat(lab.left(Outcome.PUT_OFF)).isZero();
  }

  @Test
  void whatIsHeardWhileTheClockIsSixHoursFastIsNotTakenForPastItsTime() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    ChannelDouble.Sent first = channel.next();
    lab.machineIsFast(Duration.ofHours(6));
    first.answer().complete(new Answer.Transient("503"));
    QueueLab.await("it is seen to", () -> lab.left(Outcome.RETRIED) + lab.left(Outcome.DEAD) == 1);
    assertThat(lab.left(Outcome.DEAD)).isZero();
  }

  @Test
  void aReplayLivesAsLongAsItWasMeantToThoughTheMachinesClockIsSixHoursSlow() {
    channel.answer(push -> new Answer.Refused("400"));
    lab.startElsewhere(channel);
    lab.put(lab.push("a", "ann", lab.device("ann")));
    lab.awaitLeft(Outcome.DEAD, 1);
    channel.answer(push -> new Answer.Accepted());
    lab.machineIsFast(Duration.ofHours(-6));
    lab.clock.pass(Duration.ofSeconds(1));
    LetterFilter all = new LetterFilter(null, null, null, null, null, null);
    assertThat(lab.replays().replay(all, 10, new Replays.Cause("bob", "asked for")).letters())
        .isOne();
    lab.awaitLeft(Outcome.DELIVERED, 1);
  }

  @Test
  void whoLeavesWaitsForAnAnswerAsLongAsOneMayTakeAndNobodySendsItsPushAgain() throws Exception {
    ChannelDouble other = new ChannelDouble();
    channel.answerByHand();
    QueueThreads first = lab.start(channel);
    UUID device = lab.device("ann");
    lab.put(lab.push("slow", "ann", device));
    ChannelDouble.Sent slow = channel.next();
    var _ = slow.answer().completeOnTimeout(new Answer.Accepted(), 13, TimeUnit.SECONDS);
    lab.start(other);
    first.close();
    lab.put(lab.push("next", "ann", device));
    assertThat(other.next().push().id()).isEqualTo("next");
    lab.awaitLeft(Outcome.DELIVERED, 2);
    assertThat(other.all()).hasSize(1);
  }

  @Test
  void whatWasDeliveredIsWrittenDownBeforeItsPartitionIsAnothersThoughTheDatabaseIsAwayForATime()
      throws Exception {
    ChannelDouble other = new ChannelDouble();
    channel.answerByHand();
    lab.start(channel);
    int pushes = 12; // in each of three partitions
    for (int i = 0; i < pushes; i++) {
      lab.put(lab.push("" + i, "u" + i, lab.device("u" + i)));
    }
    List<ChannelDouble.Sent> all = new ArrayList<>();
    for (int i = 0; i < pushes; i++) {
      all.add(channel.next());
    }
    AtomicReference<Thread> first = new AtomicReference<>();
    AtomicInteger asked = new AtomicInteger();
    lab.whenAsked(
        () -> {
          Thread asking = Thread.currentThread();
          // It is back when the first has asked for some seconds, or the second at all.
          if (!asking.equals(first.updateAndGet(known -> known == null ? asking : known))
              || asked.incrementAndGet() > 20) {
            lab.databaseIsAway(false);
          }
        });
    lab.databaseIsAway(true);
    all.forEach(ChannelDouble.Sent::accept);
    QueueLab.await("it asks", () -> first.get() != null);
    lab.start(other);
    lab.awaitLeft(Outcome.DELIVERED, pushes);
    QueueLab.await("offsets", () -> lab.undone() == 0);
    assertThat(channel.all().size() + other.all().size()).isEqualTo(pushes);
  }

  @Test
  void whoStoodStillBetweenLookingAPushUpAndSendingItHearsFromKafkaFirst() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    lab.whenAsked(
        () -> {
          if (channel.all().isEmpty() && looks.getAndIncrement() < 3) {
            lab.standStill(Duration.ofSeconds(8)); // longer than a word of Kafka's is believed
          }
        });
    UUID device = lab.device("ann");
    lab.put(lab.push("a", "ann", device));
    lab.start(channel);
    channel.next().accept();
    lab.awaitLeft(Outcome.DELIVERED, 1);
    assertThat(looks.get()).as("looked up again after each standstill").isGreaterThan(3);
    assertThat(channel.all()).hasSize(1);
  }

  @Test
  void aWorkerThatJoinsOrLeavesCostsNoPushAndRepeatsNone() throws Exception {
    ChannelDouble other = new ChannelDouble();
    QueueThreads first = lab.start(channel);
    int users = 60;
    List<UUID> devices = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      devices.add(lab.device("u" + i));
    }
    for (int i = 0; i < users; i++) {
      lab.put(lab.push("one " + i, "u" + i, devices.get(i)));
    }
    lab.start(other);
    int round = 0;
    while (other.all().isEmpty()) { // until the second has partitions
      int user = round++ % users;
      lab.put(lab.push("join " + round, "u" + user, devices.get(user)));
    }
    first.close();
    for (int i = 0; i < users; i++) {
      lab.put(lab.push("two " + i, "u" + i, devices.get(i)));
    }
    lab.awaitLeft(Outcome.DELIVERED, 2 * users + round);
    List<String> ids = new ArrayList<>();
    channel.all().forEach(sent -> ids.add(sent.push().id()));
    other.all().forEach(sent -> ids.add(sent.push().id()));
    assertThat(ids).hasSize(2 * users + round).doesNotHaveDuplicates();
  }
}
