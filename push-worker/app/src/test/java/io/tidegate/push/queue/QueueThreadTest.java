package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thread that nothing ends but its close. */
class QueueThreadTest {
  /** Turns of which the first few break off with an error. */
  private static final class Broken implements QueueThread.Turns {
    private final AtomicInteger turns = new AtomicInteger();
    private final CountDownLatch mended = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int failures;
    private final Runnable counted;

    Broken(int failures) {
      this(failures, () -> {});
    }

    Broken(int failures, Runnable counted) {
      this.failures = failures;
      this.counted = counted;
    }

    @Override
    public void turn() {
      if (turns.incrementAndGet() <= failures) {
        throw new StackOverflowError("turn " + turns.get());
      }
      mended.countDown();
    }

    @Override
    public void failed() {
      counted.run();
    }

    @Override
    public void end() {
      ended.countDown();
    }
  }

  @Test
  void whatCannotBeMadeYetIsMadeLaterAndAnErrorIsNotTheEnd() throws Exception {
    Broken broken = new Broken(2);
    AtomicInteger made = new AtomicInteger();
    QueueThread thread =
        new QueueThread(
            "test",
            () -> {
              if (made.incrementAndGet() <= 2) {
                throw new IllegalStateException("Kafka's name is not known yet");
              }
              return broken;
            });
    thread.start();
    assertThat(broken.mended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(made).hasValue(3);
    assertThat(thread.trouble()).isNull();
    thread.close();
    assertThat(broken.ended.getCount()).isZero();
  }

  @Test
  void whatCannotEvenBeCountedIsNotTheEndEither() throws Exception {
    Broken broken =
        new Broken(
            2,
            () -> {
              throw new OutOfMemoryError("nothing left to count with");
            });
    try (QueueThread thread = new QueueThread("test", () -> broken)) {
      thread.start();
      assertThat(broken.mended.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(broken.ended.getCount()).isZero();
  }

  @Test
  void whoBreaksOffMidwayIsAbandonedAndMadeAnew() throws Exception {
    CountDownLatch abandoned = new CountDownLatch(1);
    QueueThread.Turns midway =
        new QueueThread.Turns() {
          @Override
          public void turn() {
            throw new IllegalStateException("with a push in neither hand");
          }

          @Override
          public void failed() {}

          @Override
          public boolean isHarmless(Throwable brokeOff) {
            return false;
          }

          @Override
          public void abandon() {
            abandoned.countDown();
            throw new StackOverflowError("and it cannot even be abandoned");
          }

          @Override
          public void end() {
            throw new AssertionError("it is abandoned");
          }
        };
    Broken next = new Broken(0);
    AtomicInteger made = new AtomicInteger();
    try (QueueThread thread =
        new QueueThread("test", () -> made.incrementAndGet() == 1 ? midway : next)) {
      thread.start();
      assertThat(next.mended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(abandoned.getCount()).isZero();
    }
    assertThat(made).hasValue(2);
    assertThat(next.ended.getCount()).isZero();
  }

  /** Turns that break off midway, each time. */
  private static final class Hopeless implements QueueThread.Turns {
    @Override
    public void turn() {
      throw new IllegalStateException("with a push in neither hand");
    }

    @Override
    public boolean isHarmless(Throwable brokeOff) {
      return false;
    }

    @Override
    public void failed() {}

    @Override
    public void end() {}
  }

  @Test
  void whoIsAbandonedAgainAndAgainWaitsLongerEachTimeAndSaysSoUntilAHealthyMinute() {
    Duration least = Duration.ofMillis(1);
    Duration most = Duration.ofMillis(50);
    AtomicLong nanos = new AtomicLong();
    Pauses pauses = new Pauses(least, most, Duration.ofMinutes(1), nanos::get);
    List<Long> made = new CopyOnWriteArrayList<>();
    Broken healthy = new Broken(0);
    QueueThread thread =
        new QueueThread(
            "test",
            () -> {
              made.add(System.nanoTime());
              return made.size() <= 8 ? new Hopeless() : healthy;
            },
            pauses);
    try (thread) {
      thread.start();
      QueueLab.await("a turn that goes well", () -> healthy.mended.getCount() == 0);
      assertThat(thread.trouble())
          .isEqualTo(
              new QueueThread.Trouble(
                  "test",
                  8,
                  8,
                  most,
                  "java.lang.IllegalStateException: with a push in neither hand"));
      for (int i = 1; i < made.size(); i++) {
        Duration waited = Duration.ofNanos(made.get(i) - made.get(i - 1));
        Duration pause = least.multipliedBy(1L << (i - 1));
        assertThat(waited).isGreaterThanOrEqualTo(pause.compareTo(most) < 0 ? pause : most);
      }
      nanos.addAndGet(Duration.ofMinutes(2).toNanos());
      assertThat(thread.trouble()).isNull();
    }
  }

  @Test
  void whoFailsAgainAndAgainSaysSo() {
    Broken broken = new Broken(Integer.MAX_VALUE);
    try (QueueThread thread = new QueueThread("test", () -> broken)) {
      thread.start();
      QueueLab.await("trouble", () -> thread.trouble() != null);
      assertThat(thread.trouble())
          .isNotNull()
          .satisfies(
              trouble -> {
                assertThat(trouble.thread()).isEqualTo("test");
                assertThat(trouble.failures()).isGreaterThanOrEqualTo(10);
                assertThat(trouble.said()).contains("StackOverflowError: turn ");
              });
    }
  }
}
