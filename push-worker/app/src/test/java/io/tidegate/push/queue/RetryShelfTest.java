package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pushes that wait to be tried again. */
class RetryShelfTest {
  private static final LimitSettings NO_LIMITS = QueueLab.atMost(0);

  @Test
  void whoeverHasToWaitAnHourHoldsUpNobodyBehind() {
    try (QueueLab lab = new QueueLab(NO_LIMITS, 100)) {
      lab.start(new ChannelDouble());
      int users = 60;
      List<UUID> devices = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        devices.add(lab.device("u" + i));
      }
      Instant soon = lab.clock.instant().plusSeconds(70);
      List<Push> patient = pushes(lab, "patient ", devices, users, Duration.ofHours(3));
      lab.shelve(PushRetry.ONE_MINUTE, lab.clock.instant().plusSeconds(3600), patient);
      int hasty = 1_200; // more than polls bring until each of three partitions is full
      lab.shelve(
          PushRetry.ONE_MINUTE, soon, pushes(lab, "hasty ", devices, hasty, Duration.ofHours(3)));
      lab.clock.pass(Duration.ofSeconds(71));
      AtomicLong seen = new AtomicLong(System.nanoTime());
      QueueLab.await(
          "all who have to wait for a minute only",
          () -> {
            long now =
                System.nanoTime(); // the clock goes on, and faster: way is made once a minute
            lab.clock.pass(Duration.ofNanos(10 * (now - seen.getAndSet(now))));
            return lab.left(Outcome.DELIVERED) == hasty;
          });
      lab.clock.pass(Duration.ofHours(1));
      lab.awaitLeft(Outcome.DELIVERED, hasty + users);
      QueueLab.await("offsets", () -> lab.undone(PushRetry.ONE_MINUTE) == 0);
      assertThat(lab.left(Outcome.DELIVERED)).isEqualTo(hasty + users);
    }
  }

  @Test
  void whatIsDueComesBackThoughPuttingItBackBreaksOffForOnce() {
    try (QueueLab lab = new QueueLab()) {
      List<Push> due =
          pushes(lab, "", List.of(lab.device("u0"), lab.device("u1")), 20, Duration.ofHours(3));
      lab.shelve(PushRetry.TEN_SECONDS, lab.clock.instant(), due);
      lab.breakOffAt(Topics.pushes("fcm"));
      lab.start(new ChannelDouble());
      lab.awaitLeft(Outcome.DELIVERED, due.size());
      assertThat(lab.hasBrokenOff()).isTrue();
      QueueLab.await("offsets", () -> lab.undone(PushRetry.TEN_SECONDS) == 0);
    }
  }

  private static List<Push> pushes(
      QueueLab lab, String name, List<UUID> devices, int count, Duration ttl) {
    List<Push> pushes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int user = i % devices.size();
      pushes.add(lab.push(name + i, "u" + user, devices.get(user), "bank", ttl, null, false));
    }
    return pushes;
  }

  @Test
  void aPushWhoseTimeIsNotSaidIsBuriedAndHoldsUpNobody() {
    try (QueueLab lab = new QueueLab()) {
      List<Push> due = pushes(lab, "", List.of(lab.device("u0")), 2, Duration.ofHours(3));
      lab.shelve(PushRetry.TEN_SECONDS, Messages.write(due.getFirst()), new byte[0]);
      lab.shelve(PushRetry.TEN_SECONDS, Messages.write(due.getFirst()), null);
      lab.start(new ChannelDouble());
      lab.shelve(PushRetry.TEN_SECONDS, lab.clock.instant(), due.subList(1, 2));
      QueueLab.await("letters", () -> lab.rows("dead_letter WHERE reason = 'unreadable'") == 2);
      lab.awaitLeft(Outcome.DELIVERED, 1);
      QueueLab.await("offsets", () -> lab.undone(PushRetry.TEN_SECONDS) == 0);
    }
  }

  @Test
  void aMachineWhoseClockIsWrongPutsPushesBackAtTheirTimeAllTheSame() throws Exception {
    try (QueueLab lab = new QueueLab()) {
      ChannelDouble channel = new ChannelDouble();
      UUID device = lab.device("ann");
      Push push = lab.push("a", "ann", device, "bank", Duration.ofHours(3), null, false);
      lab.shelve(PushRetry.ONE_MINUTE, lab.clock.instant().plusSeconds(1800), List.of(push));
      lab.machineIsFast(Duration.ofHours(1));
      lab.shelve(PushRetry.ONE_MINUTE, device, "no push".getBytes(UTF_8));
      lab.start(new ChannelDouble());
      lab.startElsewhere(channel);
      QueueLab.await("what is behind it", () -> lab.rows("dead_letter") == 1);
      lab.put(lab.push("b", "ann", device)); // behind it, if it was put back
      assertThat(channel.next().push().id()).isEqualTo("b");
      lab.clock.pass(Duration.ofMinutes(30));
      assertThat(channel.next().push().id()).isEqualTo("a");
      lab.awaitLeft(Outcome.DELIVERED, 2);
    }
  }

  @Test
  void whatExpiresBeforeItsTimeIsDroppedWhenItExpires() {
    try (QueueLab lab = new QueueLab()) {
      UUID device = lab.device("ann");
      Push push = lab.push("a", "ann", device, "bank", Duration.ofMinutes(10), null, false);
      lab.shelve(PushRetry.TWENTY_MINUTES, lab.clock.instant().plusSeconds(1800), List.of(push));
      lab.start(new ChannelDouble());
      lab.clock.pass(Duration.ofMinutes(10));
      lab.awaitLeft(Outcome.EXPIRED, 1);
    }
  }

  @Test
  void whatAWrongClockHasPutOffForDaysComesBackWhenAnythingWould() {
    try (QueueLab lab = new QueueLab()) {
      UUID device = lab.device("ann");
      Push push = lab.push("a", "ann", device, "bank", Duration.ofDays(7), null, false);
      Instant far = lab.clock.instant().plus(Duration.ofDays(3));
      lab.shelve(PushRetry.TWENTY_MINUTES, far, List.of(push));
      lab.shelve(PushRetry.TWENTY_MINUTES, device, "no push".getBytes(UTF_8));
      lab.start(new ChannelDouble());
      QueueLab.await("what is behind it", () -> lab.rows("dead_letter") == 1);
      lab.clock.pass(Duration.ofMinutes(90));
      lab.awaitLeft(Outcome.DELIVERED, 1);
    }
  }

  @Test
  void whatIsNoPushIsBuriedThoughTheDatabaseWasAwayWhenItWasRead() {
    try (QueueLab lab = new QueueLab()) {
      lab.databaseIsAway(true);
      lab.shelve(PushRetry.TEN_SECONDS, "no push".getBytes(UTF_8));
      lab.start(new ChannelDouble());
      QueueLab.await(
          "a failure",
          () ->
              lab.meters.find("tidegate.push.queue.failures").tag("queue", "retries").counter()
                  != null);
      lab.databaseIsAway(false);
      QueueLab.await("the letter", () -> lab.rows("dead_letter WHERE reason = 'unreadable'") == 1);
      QueueLab.await("its offset", () -> lab.undone(PushRetry.TEN_SECONDS) == 0);
    }
  }
}
