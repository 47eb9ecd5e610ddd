package io.tidegate.push.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A write and a poll that meet, step by step: each holds for what its answer said. */
class InterleavingsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String DAILY = "FREQ=DAILY";
  private static final String START = "2026-01-01T00:00";

  private final ExecutorService others = Executors.newCachedThreadPool();
  private PollLab lab;
  private int shard;

  @BeforeEach
  void start() {
    lab = new PollLab();
    lab.begin("2026-03-07T00:00:01Z");
    lab.device("ann");
    shard = lab.shard("ann");
  }

  @AfterEach
  void stop() {
    others.shutdownNow();
    lab.close();
  }

  private UUID create() {
    return lab.timers.create("ann", PollLab.timer(DAILY, START, "UTC", HOUR), null, new byte[0]);
  }

  private String next(UUID timer) {
    Timer found = lab.timers.find("ann", timer).orElseThrow();
    return String.valueOf(found.next(found.holdsFrom()));
  }

  /** A transaction of another thread, held open after its work until it is let go. */
  private <T> Held<T> hold(Callable<T> work) throws Exception {
    Held<T> held = new Held<>();
    held.end =
        CompletableFuture.runAsync(
            () ->
                lab.transactions.executeWithoutResult(
                    status -> {
                      try {
                        held.did.complete(work.call());
                        held.go.await();
                      } catch (Exception e) {
                        held.did.completeExceptionally(e);
                      }
                    }),
            others);
    held.did.get(30, TimeUnit.SECONDS);
    return held;
  }

  private static final class Held<T> {
    private final CompletableFuture<T> did = new CompletableFuture<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private CompletableFuture<Void> end = new CompletableFuture<>();

    T commit() throws Exception {
      go.countDown();
      end.get(30, TimeUnit.SECONDS);
      return did.get();
    }
  }

  /** Returns when somebody waits for a lock of this database. */
  private void awaitWaiting() {
    while (lab.rows(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        == 0) {
      Thread.onSpinWait();
    }
  }

  private List<Push> pages() throws InterruptedException {
    Poll.Work work = lab.poll(10).take(shard, () -> true);
    while (work.page(false)) {
      // to the end
    }
    return lab.sent();
  }

  @Test
  void aMinuteIsBegunOnlyWhenAWriteThatCameBeforeHasCommittedAndThenItHasIt() throws Exception {
    Held<UUID> write = hold(this::create);
    CompletableFuture<List<Long>> begin =
        CompletableFuture.supplyAsync(() -> lab.spans.begin(shard), others);
    awaitWaiting();
    assertThat(begin).isNotDone();
    UUID timer = write.commit();
    assertThat(begin.get(30, TimeUnit.SECONDS)).hasSize(1);
    assertThat(next(timer)).isEqualTo("2026-03-07T00:00:00Z");
    assertThat(pages()).extracting(Push::timer).containsExactly(timer);
  }

  @Test
  void aWriteThatMeetsABeginningMinuteWaitsAndHoldsFromTheNext() throws Exception {
    Held<List<Long>> begin = hold(() -> lab.spans.begin(shard));
    CompletableFuture<UUID> write = CompletableFuture.supplyAsync(this::create, others);
    awaitWaiting();
    assertThat(write).isNotDone();
    begin.commit();
    UUID timer = write.get(30, TimeUnit.SECONDS);
    assertThat(next(timer)).isEqualTo("2026-03-08T00:00:00Z");
    assertThat(pages()).isEmpty();
    lab.begin("2026-03-08T00:00:00Z");
    assertThat(lab.round()).extracting(Push::timer).containsExactly(timer);
  }

  @Test
  void aChangeWithinAnUnfinishedMinuteKeepsTheOldOneForIt() throws Exception {
    UUID timer = create();
    lab.spans.begin(shard);
    lab.timers.change("ann", timer, 1, PollLab.timer(DAILY, "2026-01-01T00:01", "UTC", HOUR));
    assertThat(next(timer)).isEqualTo("2026-03-07T00:01:00Z");
    assertThat(lab.rows("SELECT count(*) FROM timer")).isEqualTo(2);
    assertThat(pages())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo("2026-03-07T00:00:00Z"));
    assertThat(lab.rows("SELECT count(*) FROM timer")).isOne();
    lab.time("2026-03-07T00:01:00Z");
    assertThat(lab.round())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo("2026-03-07T00:01:00Z"));
  }

  @Test
  void aChangeBetweenMinutesIsMadeInPlace() throws Exception {
    UUID timer = create();
    lab.round();
    lab.timers.change("ann", timer, 1, PollLab.timer(DAILY, "2026-01-01T00:05", "UTC", HOUR));
    assertThat(lab.rows("SELECT count(*) FROM timer")).isOne();
    assertThat(next(timer)).isEqualTo("2026-03-07T00:05:00Z");
  }

  @Test
  void aChangeDuringADowntimeKeepsTheOldOneForWhatWasMissed() throws Exception {
    UUID timer = create();
    lab.time("2026-03-07T00:30:10Z");
    lab.timers.change("ann", timer, 1, PollLab.timer(DAILY, "2026-01-01T00:20", "UTC", HOUR));
    assertThat(next(timer)).isEqualTo("2026-03-08T00:20:00Z");
    assertThat(lab.round())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo("2026-03-07T00:00:00Z"));
    assertThat(lab.rows("SELECT count(*) FROM timer")).isOne();
  }

  @Test
  void aTimerThatIsMadeDuringADowntimeDoesNotFireForMinutesBeforeIt() throws Exception {
    lab.time("2026-03-07T00:30:10Z");
    UUID timer = create();
    assertThat(next(timer)).isEqualTo("2026-03-08T00:00:00Z");
    assertThat(lab.round()).isEmpty();
  }

  @Test
  void whoDeletesATimerInAnUnfinishedMinuteGetsNoMoreOfIt() throws Exception {
    UUID timer = create();
    lab.spans.begin(shard);
    assertThat(lab.timers.remove("ann", timer, null)).isTrue();
    assertThat(pages()).isEmpty();
  }

  @Test
  void whatIsWrittenInTheMinuteItIsDueInButBeforeItIsBegunFallsDueInIt() throws Exception {
    lab.time("2026-03-07T00:00:59Z");
    UUID timer = create();
    assertThat(next(timer)).isEqualTo("2026-03-07T00:00:00Z");
    assertThat(lab.round())
        .singleElement()
        .satisfies(push -> assertThat(push.due()).isEqualTo(Instant.parse("2026-03-07T00:00:00Z")));
  }
}
