package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.MinuteCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The claims of whole minutes, with time driven by hand: how many of the tickets have a user. */
class ArrearsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Instant BEGIN = Instant.parse("2026-11-28T03:15:00Z");
  private static final long START = LaneMinute.nanos(BEGIN);

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 30, 60})
  void whoWaitsForTheNextTicketIsNotLate(int spanSeconds) {
    // An institution of 50 calls a second at its whole rate: each user is ready some millionths of
    // a second after one ticket, and waits for the next.
    Model model = new Model(22_000_002, 0, 1, 2_727, 1, random.nextInt(700));
    model.spanSeconds = spanSeconds;
    model.run(ticket -> false);
    assertThat(model.claimed()).as("-Dtidegate.seed=%d", seed).isEqualTo(2_727);
    assertThat(model.started).isEqualTo(2_726); // the last one's ticket is in the next minute
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 30, 60})
  void whileHalfOfTheTicketsLapseEachPageHasHalfItsUsers(int spanSeconds) {
    for (int run = 0; run < 10; run++) {
      long interval = random.nextLong(2 * MILLI, 40 * MILLI);
      int users = (int) (60 * SECOND / interval);
      Model model = new Model(interval, 0, 1, users, 1, random.nextInt(700));
      model.spanSeconds = spanSeconds;
      model.minutes = 6;
      AtomicLong tickets = new AtomicLong();
      model.run(ticket -> tickets.incrementAndGet() % 2 == 0);
      int half = users * spanSeconds / 120;
      assertThat(model.pages.subList(2, model.pages.size()))
          .as(
              "-Dtidegate.seed=%d: a user each %d ns, %d ms ahead",
              seed, interval, model.ahead / MILLI)
          .allSatisfy(page -> assertThat(page).isBetween(half * 8 / 10 - 3, half * 12 / 10 + 3));
      assertThat(model.longestWait)
          .isLessThan(spanSeconds * SECOND + model.ahead + 10 * interval + 100 * MILLI);
    }
  }

  @Test
  void aTicketThatLapsesCostsOneCallAndNoMore() {
    for (int run = 0; run < 20; run++) {
      long interval = 2 * random.nextLong(MILLI, 20 * MILLI);
      int lanes = random.nextInt(1, 5);
      int users = (int) (60 * SECOND / interval / lanes);
      int lane = random.nextInt(lanes);
      Model model = new Model(interval, lane, lanes, users, 1, random.nextInt(700));
      double part = random.nextDouble(0.02);
      model.run(ticket -> random.nextDouble() < part);
      assertThat(model.tickets - model.started)
          .as("-Dtidegate.seed=%d: a user each %d ns", seed, interval * lanes)
          .isBetween(model.lapsed, model.lapsed + model.lapsed / 4 + 3);
      assertThat(model.mostWaiting).isLessThan(users / 60 + 10);
    }
  }

  @Test
  void refreshesOfSeveralCallsUseTheirTicketsToo() {
    for (int run = 0; run < 20; run++) {
      long interval = 2 * random.nextLong(MILLI, 20 * MILLI);
      int calls = random.nextInt(2, 6);
      int users = (int) (60 * SECOND / interval / calls);
      Model model = new Model(interval, 0, 1, users, calls, random.nextInt(700));
      model.latency = random.nextLong(200) * MILLI;
      model.run(ticket -> false);
      int openAtTheEnd = calls * (int) (model.latency / interval + 2);
      assertThat(model.started)
          .as("-Dtidegate.seed=%d: %d calls, a ticket each %d ns", seed, calls, interval)
          .isGreaterThan(users * calls * 96 / 100 - openAtTheEnd);
    }
  }

  @Test
  void aLaneWhoseTicketsAllLapseForAWhileClaimsNobodyMoreMeanwhile() {
    Model model = new Model(22_000_002, 0, 1, 2_727, 1, 300);
    model.run(ticket -> ticket >= 20 * SECOND && ticket < 40 * SECOND);
    assertThat(model.mostWaiting).isBetween(45, 4 * 46);
    assertThat(model.tickets - model.lapsed - model.started).isLessThan(10);
  }

  /** A lane as far as its claims go: what a producer and an I/O thread do with these classes. */
  private static final class Model {
    private final long interval;
    private final int lane;
    private final int lanes;
    private final int users;
    private final Arrears arrears = new Arrears();
    private final DueTickets due = new DueTickets();
    private final Waiting waiting = new Waiting();
    private final Deque<Slice> slices = new ArrayDeque<>();
    private final Deque<Work> answers = new ArrayDeque<>();
    private final int calls;
    private final long ahead;
    private final List<Integer> pages = new ArrayList<>();
    private int spanSeconds = 1;
    private int minutes = 1;
    private long latency;
    private int tickets;
    private int started;
    private int lapsed;
    private int mostWaiting;
    private long longestWait;

    Model(long interval, int lane, int lanes, int users, int calls, int spreadMillis) {
      this.interval = interval;
      this.lane = lane;
      this.lanes = lanes;
      this.users = users;
      this.calls = calls;
      this.ahead = SECOND - spreadMillis * MILLI;
    }

    private LaneMinute minute(int number) {
      Instant begin = BEGIN.plus(Duration.ofMinutes(number));
      Instant end = begin.plus(Duration.ofMinutes(1));
      return new LaneMinute(
          new MinuteCommand(
              1, "T01", lane, lanes, begin, begin, end, 1, interval, spanSeconds, users));
    }

    int claimed() {
      return pages.stream().mapToInt(page -> page).sum();
    }

    /** Plays the minutes; tickets of which the predicate says so, by their offset, lapse. */
    void run(LongPredicate lapses) {
      long end = START + 60L * minutes * SECOND;
      for (long now = START - SECOND; now < end + SECOND; now += MILLI) {
        claim(now);
        hear(now);
        if ((now - START) % (50 * MILLI) == 0) {
          arrears.are(waiting.notBegun(due.behindPlan()));
          mostWaiting = Math.max(mostWaiting, waiting.notBegun(now));
        }
        for (; due.isDue(now); due.pass()) {
          use(now, lapses);
        }
      }
    }

    private void claim(long now) {
      int spans = 60 / spanSeconds;
      long begin = START + (long) pages.size() * spanSeconds * SECOND;
      if (pages.size() < minutes * spans && now >= begin - ahead) {
        LaneMinute minute = minute(pages.size() / spans);
        long end = begin + minute.span();
        int planned = minute.readyBefore(end) - minute.readyBefore(begin);
        int wanted = arrears.wanted(planned, (double) (begin - now) / minute.span());
        pages.add(wanted);
        slices.addAll(Slice.cut(minute, begin, end, WorkFixture.work(wanted)));
      }
      while (!slices.isEmpty() && slices.element().from() - 100 * MILLI <= now) {
        Slice slice = slices.remove();
        due.add(slice);
        slice.users().forEach(waiting::add);
      }
    }

    private void hear(long now) {
      while (!answers.isEmpty() && answers.element().readyAt() <= now) {
        waiting.add(answers.remove());
      }
    }

    private void use(long now, LongPredicate lapses) {
      tickets++;
      if (lapses.test(due.instant() - START)) {
        lapsed++;
        return;
      }
      Work work = waiting.first(due.instant(), now, (each, at) -> true);
      if (work != null) {
        waiting.remove(work);
        work.started(now);
        started++;
        longestWait = Math.max(longestWait, now - work.readyAt());
        if (work.nextCall() < calls) {
          work.readyAt(now + latency);
          answers.add(work);
        }
      }
    }
  }
}
