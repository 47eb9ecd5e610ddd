package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.messages.MinuteCommand;
import io.tidegate.policy.Tickets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LaneMinuteTest {
  private static final Instant MINUTE = Instant.parse("2026-11-21T03:15:00Z");
  private static final long START = LaneMinute.nanos(MINUTE);

  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  private LaneMinute minute(int lane, int lanes, long interval, int users, long from, long until) {
    return new LaneMinute(
        new MinuteCommand(
            1,
            "T01",
            lane,
            lanes,
            MINUTE,
            MINUTE.plusNanos(from),
            MINUTE.plusNanos(until),
            1,
            interval,
            List.of(1, 2, 5, 10, 30, 60).get(random.nextInt(6)),
            users));
  }

  @Test
  void theLanesTicketsTogetherAreTheInstitutionsTicketsInTheOpenPart() {
    for (int run = 0; run < 300; run++) {
      int lanes = 1 + random.nextInt(8);
      long interval = random.nextLong(1_000_000, 2_000_000_000);
      long from = random.nextLong(0, 50_000_000_000L);
      long until = random.nextLong(from + 1, 60_000_000_001L);
      List<Long> ofLanes = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        LaneMinute minute = minute(lane, lanes, interval, 10, from, until);
        for (int k = minute.firstTicket(START); k < minute.firstTicket(minute.end()); k++) {
          ofLanes.add(minute.ticket(k) - START);
        }
      }
      Tickets tickets = new Tickets(interval);
      List<Long> all =
          LongStream.range(0, tickets.perMinute())
              .map(n -> tickets.offsetNanos((int) n))
              .filter(offset -> offset >= from && offset < until)
              .boxed()
              .toList();
      assertThat(ofLanes.stream().sorted().toList()).as("-Dtidegate.seed=%d", seed).isEqualTo(all);
    }
  }

  @Test
  void usersBecomeReadyEvenlyOverTheOpenPartAndEveryOneOnce() {
    for (int run = 0; run < 300; run++) {
      int users = 1 + random.nextInt(2_000);
      long from = random.nextLong(0, 50_000_000_000L);
      long until = random.nextLong(from + users, 60_000_000_001L);
      LaneMinute minute = minute(0, 1, 1_000_000, users, from, until);
      long gap = (until - from) / users;
      for (int i = 0; i < users; i++) {
        assertThat(minute.readyAt(i)).isBetween(START + from, START + until - 1);
        if (i > 0) {
          assertThat(minute.readyAt(i) - minute.readyAt(i - 1)).isBetween(gap - 1, gap + 1);
        }
        assertThat(minute.readyBefore(minute.readyAt(i))).isEqualTo(i);
      }
      assertThat(minute.readyBefore(minute.end())).isEqualTo(users);
    }
  }

  @Test
  void aSpanCutIntoSlicesKeepsEveryTicketAndEveryUserOnceAndInOrder() {
    for (int run = 0; run < 300; run++) {
      int lanes = 1 + random.nextInt(4);
      int users = random.nextInt(3_000) + 1;
      LaneMinute minute =
          minute(
              random.nextInt(lanes),
              lanes,
              random.nextLong(500_000, 50_000_000),
              users,
              0,
              60_000_000_000L);
      int span = random.nextInt(minute.spans());
      long end = minute.spanStart(span) + minute.span();
      long begin = random.nextLong(minute.spanStart(span), end);
      List<Work> page = WorkFixture.work(random.nextInt(users + 1));
      List<Slice> slices = Slice.cut(minute, begin, end, page);

      assertThat(slices.getFirst().from()).isEqualTo(begin);
      assertThat(slices.getLast().until()).isEqualTo(end);
      assertThat(slices.getFirst().firstTicket()).isEqualTo(minute.firstTicket(begin));
      assertThat(slices.getLast().endTicket()).isEqualTo(minute.firstTicket(end));
      List<Work> cut = new ArrayList<>();
      for (int i = 0; i < slices.size(); i++) {
        Slice slice = slices.get(i);
        assertThat(slice.until() - slice.from()).isBetween(1L, Slice.LENGTH);
        if (i > 0) {
          assertThat(slice.from()).isEqualTo(slices.get(i - 1).until());
          assertThat(slice.firstTicket()).isEqualTo(slices.get(i - 1).endTicket());
        }
        slice
            .users()
            .forEach(user -> assertThat(user.readyAt()).isBetween(slice.from(), slice.until() - 1));
        cut.addAll(slice.users());
      }
      assertThat(cut).as("-Dtidegate.seed=%d", seed).isEqualTo(page);
    }
  }
}
