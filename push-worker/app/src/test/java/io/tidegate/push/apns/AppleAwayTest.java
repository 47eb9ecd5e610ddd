package io.tidegate.push.apns;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Specimens;
import io.tidegate.push.device.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that are tried while Apple cannot be reached, or is slow to answer. */
class AppleAwayTest {
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Device DEVICE = Specimens.device("apns", "bank", Apple.TOKEN, null, null);
  private static final int MOST = 40;
  private static final int PATIENCE_SECONDS = 60;

  private @TempDir Path folder;
  private Apple apple;
  private ApnsConnections connections;
  private ApnsChannel channel;

  @BeforeEach
  void start() throws Exception {
    apple = new Apple(folder);
    connections =
        new ApnsConnections(
            new ApnsSettings(
                Map.of(
                    "bank",
                    new ApnsSettings.App(
                        Apple.TOPIC, apple.keyFile(), "KEY1234567", "TEAM123456", apple.url())),
                apple.trustFile(),
                2,
                TIMEOUT),
            MOST);
    channel = new ApnsChannel(connections.apps());
  }

  @AfterEach
  void stop() {
    connections.close();
    apple.close();
  }

  @Test
  void whatWasTriedThreeTimesWhileAppleWasAwayReachesItOnceWhenItIsThere() throws Exception {
    List<Push> pushes = IntStream.range(0, 50).mapToObj(AppleAwayTest::push).toList();
    for (int i = 0; i < 3; i++) {
      assertThat(tried(pushes)).hasSize(50);
    }
    assertThat(line().unfinished()).isLessThanOrEqualTo(MOST);
    apple.open();
    untilAllAreAccepted(pushes);
    assertThat(arrivals()).hasSize(50).allSatisfy((id, times) -> assertThat(times).isOne());
  }

  @Test
  void whatAppleAnswersTooLateIsNotSentAgain() throws Exception {
    apple.open();
    untilAllAreAccepted(List.of(push(0)));
    CountDownLatch answering = new CountDownLatch(1);
    apple.answerAfter(answering);
    List<Push> pushes = IntStream.range(1, 20).mapToObj(AppleAwayTest::push).toList();
    assertThat(tried(pushes)).hasSize(19);
    // What is never answered holds up nobody, as what waits for a connection may.
    await(() -> line().unfinished() < 2);
    assertThat(tried(pushes)).as("not answered yet").hasSize(19);
    answering.countDown();
    untilAllAreAccepted(pushes);
    assertThat(arrivals()).hasSize(20).allSatisfy((id, times) -> assertThat(times).isOne());
  }

  @Test
  void aConnectionIsMadeAheadAndNothingIsSentOverIt() throws Exception {
    apple.open();
    channel.connect();
    await(() -> apple.connections() == 2);
    assertThat(apple.asked()).isEmpty();
    untilAllAreAccepted(List.of(push(0)));
    assertThat(apple.asked()).hasSize(1);
    assertThat(apple.connections()).isEqualTo(2);
  }

  private static void await(BooleanSupplier fact) {
    long began = System.nanoTime();
    while (!fact.getAsBoolean()) {
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
      Thread.onSpinWait();
    }
  }

  private ApnsLine line() {
    return Objects.requireNonNull(connections.apps().get("bank")).line();
  }

  /** A first handshake may take longer than a try. */
  private void untilAllAreAccepted(List<Push> pushes) {
    List<Push> left = pushes;
    long began = System.nanoTime();
    while (!left.isEmpty()) {
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
      left = tried(left);
    }
  }

  /** Sends all at once, and answers those that were not accepted. */
  private List<Push> tried(List<Push> pushes) {
    Map<Push, CompletableFuture<Answer>> answers = new HashMap<>();
    pushes.forEach(push -> answers.put(push, channel.send(push, DEVICE)));
    List<Push> left = new ArrayList<>();
    answers.forEach(
        (push, answer) -> {
          Answer said =
              answer
                  .exceptionally(error -> new Answer.Transient("" + error))
                  .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                  .join();
          if (!said.equals(new Answer.Accepted())) {
            left.add(push);
          }
        });
    return left;
  }

  private Map<String, Integer> arrivals() {
    Map<String, Integer> times = new HashMap<>();
    apple
        .asked()
        .forEach(asked -> times.merge("" + asked.headers().get("apns-id"), 1, Integer::sum));
    return times;
  }

  private static Push push(int number) {
    return Specimens.named(Specimens.push("apns"), "rent/" + number);
  }
}
