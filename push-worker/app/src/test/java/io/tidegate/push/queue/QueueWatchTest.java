package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.push.channel.Answer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of the queue from outside. */
class QueueWatchTest {
  private final QueueLab lab = new QueueLab();
  private final ChannelDouble channel = new ChannelDouble();

  @AfterEach
  void stop() {
    lab.close();
  }

  private double gauge(String name) {
    return lab.meters.get(name).gauge().value();
  }

  private double dead(String channel) {
    return lab.meters.get("tidegate.push.dead.letters").tag("channel", channel).gauge().value();
  }

  @Test
  void pushesThatWaitToBeTriedAgainAndDeadLettersThatNobodyHasHandledAreGauges() {
    channel.answer(
        push ->
            push.id().equals("later") ? new Answer.Transient("503") : new Answer.Refused("400"));
    lab.start(channel);
    try (QueueWatch watch = lab.watch()) {
      assertThat(gauge("tidegate.push.queue.retries")).as("nobody has looked").isNaN();
      assertThat(dead("fcm")).isNaN();
      watch.start();
      lab.put(lab.push("later", "ann", lab.device("ann")));
      QueueLab.await("one waits", () -> gauge("tidegate.push.queue.retries") == 1);
      lab.put(lab.push("never", "bob", lab.device("bob")));
      lab.put(lab.device("carol"), new byte[] {'{'});
      lab.put(lab.push("neither", "bob", lab.device("bob")));
      QueueLab.await("three are given up", () -> dead("fcm") == 3);
      lab.owner.sql("UPDATE dead_letter SET state = 'dropped' WHERE push_id = 'never'").update();
      QueueLab.await("one is handled", () -> dead("fcm") == 2);
      assertThat(dead("apns")).isZero();
      assertThat(gauge("tidegate.push.queue.retries")).isOne();
    }
  }

  @Test
  void aMachineWhoseClockJumpsTakesNoPartitionForOneThatStandsStill() throws Exception {
    channel.answerByHand();
    lab.start(channel);
    try (QueueWatch watch = lab.watch()) {
      watch.start();
      lab.put(lab.push("slow", "ann", lab.device("ann")));
      ChannelDouble.Sent slow = channel.next();
      QueueLab.await("it is seen", () -> Long.valueOf(1).equals(watch.lag("fcm")));
      lab.machineIsFast(Duration.ofHours(6));
      assertThat(watch.stuck()).isEmpty();
      lab.machineIsFast(Duration.ZERO);
      lab.clock.pass(Duration.ofMinutes(2));
      assertThat(watch.stuck()).hasSize(1);
      slow.accept();
    }
  }

  @Test
  void anErrorEndsOneLookOnly() {
    AtomicInteger asked = new AtomicInteger();
    lab.whenAsked(
        () -> {
          if (asked.getAndIncrement() == 0) {
            throw new StackOverflowError("in a driver, say");
          }
        });
    try (QueueWatch watch = lab.watch()) {
      watch.start();
      QueueLab.await("the next look", () -> dead("fcm") == 0);
    }
  }
}
