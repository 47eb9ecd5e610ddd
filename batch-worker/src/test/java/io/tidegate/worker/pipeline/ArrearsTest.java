package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.MinuteCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** The claims of a whole minute, with time driven by hand: how many of its tickets have a user. */
class ArrearsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Instant BEGIN = Instant.parse("2026-11-28T03:15:00Z");

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void whoWaitsForTheNextTicketIsNotLate() {
    // An institution of 50 calls a second at its whole rate: each user is ready some millionths of
    // a second after one ticket, and waits for the next.
    Model model = new Model(22_000_002, 0, 1, 2_727, 1, 0);
    model.run(ticket -> false);
    assertThat(model.claimed).isEqualTo(2_727);
    assertThat(model.started).isEqualTo(2_726); // the last one's ticket is in the next minute
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
    private final LaneMinute minute;
    private final Arrears arrears = new Arrears();
    private final DueTickets due = new DueTickets();
    private final Waiting waiting = new Waiting();
    private final Deque<Slice> slices = new ArrayDeque<>();
    private final Deque<Work> answers = new ArrayDeque<>();
    private final int calls;
    private final long ahead;
    private long latency;
    private int span;
    private int claimed;
    private int tickets;
    private int started;
    private int lapsed;
    private int mostWaiting;

    Model(long interval, int lane, int lanes, int users, int calls, int spreadMillis) {
      this.calls = calls;
      this.ahead = SECOND - spreadMillis * MILLI;
      this.minute =
          new LaneMinute(
              new MinuteCommand(
                  1,
                  "T01",
                  lane,
                  lanes,
                  BEGIN,
                  BEGIN,
                  BEGIN.plus(Duration.ofMinutes(1)),
                  1,
                  interval,
                  1,
                  users));
    }

    /** Plays the minute; tickets of which the predicate says so, by their offset, lapse. */
    void run(LongPredicate lapses) {
      for (long now = minute.start() - SECOND; now < minute.end() + SECOND; now += MILLI) {
        claim(now);
        hear(now);
        if ((now - minute.start()) % (50 * MILLI) == 0) {
          arrears.are(waiting.notBegun(due.behindPlan()));
          mostWaiting = Math.max(mostWaiting, waiting.notBegun(now));
        }
        for (; due.isDue(now); due.pass()) {
          use(now, lapses);
        }
      }
    }

    private void claim(long now) {
      if (span < 60 && now >= minute.spanStart(span) - ahead) {
        long begin = minute.spanStart(span++);
        long end = begin + SECOND;
        int wanted = arrears.wanted(minute.readyBefore(end) - minute.readyBefore(begin));
        claimed += wanted;
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
      if (lapses.test(due.instant() - minute.start())) {
        lapsed++;
        return;
      }
      Work work = waiting.first(due.instant(), now, (each, at) -> true);
      if (work != null) {
        waiting.remove(work);
        work.started(now);
        started++;
        if (work.nextCall() < calls) {
          work.readyAt(now + latency);
          answers.add(work);
        }
      }
    }
  }
}
