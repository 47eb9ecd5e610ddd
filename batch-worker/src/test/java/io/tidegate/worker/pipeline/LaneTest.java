package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lane on a real event loop, whose time is driven by hand. */
class LaneTest {
  private static final String PAGED =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
          pages: next_page
      """;

  private static String answer(Counterpart.Arrival call) {
    return call.parameter("next_page").isEmpty()
        ? "{\"rsp_code\":\"00000\",\"next_page\":\"2\"}"
        : Counterpart.SUCCESS;
  }

  private static LaneLab lab(Counterpart institution) {
    institution.behaves((call, request) -> Counterpart.answer(request, 200, answer(call)));
    return new LaneLab(MinutePipelineTest.policy("T01", institution, PAGED));
  }

  @Test
  void anOpenRefreshHasTheNextTicketBeforeWhoeverHasNotBegun() throws Exception {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      lab.second(lab.claim(3)); // ready at 167, 500 and 833 ms
      lab.pass(Duration.ofMillis(840)); // of the tickets until then two are still good
      lab.step();
      institution.await(2, call -> true);
      lab.still("both are answered", () -> lab.lane.inFlight() == 0);
      for (int arrivals = 3; arrivals <= 6; arrivals++) {
        lab.run(LaneLab.INTERVAL); // a ticket
        institution.await(arrivals, call -> true);
        lab.still("it is answered", () -> lab.lane.inFlight() == 0);
      }

      List<String> calls =
          institution.arrivals().subList(2, 6).stream()
              .map(call -> call.parameter("user") + "/" + call.parameter("next_page"))
              .toList();
      // In the order of the first answers, which came over two connections.
      assertThat(calls.subList(0, 2)).containsExactlyInAnyOrder("u-0/2", "u-1/2");
      assertThat(calls.subList(2, 4)).containsExactly("u-2/", "u-2/2");
      assertThat(lab.ended(3)).extracting(Work::ending).containsOnly(Work.Ending.REFRESHED);
    }
  }

  @Test
  void aTicketIsGoodForTwentyMillisecondsAndForOneCall() throws Exception {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      lab.second(lab.claim(50)); // ready each 20 ms, a ticket each 10 ms
      lab.pass(Duration.ofMillis(500)); // no step for half a second
      lab.step();
      // Tickets of the last 20 ms alone are still good.
      assertThat(lab.counts.minute().started.get()).isBetween(1L, 3L);
      assertThat(lab.counts.minute().unused(Unused.LATE)).isBetween(40L, 50L);
    }
  }

  @Test
  void whoHasLostHisPlaceIsTakenOffTheNextClaimAndOnlyOnce() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      // Short enough to be waited out.
      lab.reins.block(LaneMinute.instant(lab.io.now()).plusMillis(1_500));
      lab.second(lab.claim(50)); // ready each 20 ms, a ticket each 10 ms
      lab.run(Duration.ofMillis(500));

      assertThat(lab.lane.wanted(50, 1)).isBetween(50 - 25, 50 - 15);
      assertThat(lab.lane.wanted(50, 1)).as("as before, for a page not yet used").isEqualTo(50);
      assertThat(lab.counts.minute().unused(Unused.HELD)).isBetween(35L, 50L);
    }
  }

  @Test
  void whoWaitsIsGivenBackWhenTheInstitutionAsksForAPause() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      lab.second(lab.claim(10));
      lab.reins.block(LaneLab.MINUTE.plusSeconds(30));
      List<Work> ended = lab.ended(10);

      assertThat(ended).extracting(Work::ending).containsOnly(Work.Ending.GIVEN_BACK);
      assertThat(institution.arrivals()).isEmpty();
    }
  }

  @Test
  void whoWaitsIsGivenBackAsSoonAsTheLastTicketBeforeAClosingHasLapsed() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      Instant closes = LaneLab.MINUTE.plusMillis(100);
      lab.post(() -> lab.lane.closes(LaneMinute.nanos(closes)));
      lab.second(lab.claim(100), closes); // all ready within the 100 ms, which hold ten tickets
      lab.run(Duration.ofMillis(100 + 20 + 50));
      lab.still("no call is in flight", () -> lab.lane.inFlight() == 0);
      lab.run(Duration.ofMillis(50 + 10));

      // Who waits for a second call goes too.
      assertThat(lab.ended(100)).filteredOn(work -> !work.isOpen()).hasSizeGreaterThan(80);
      assertThat(lab.io.now()).isLessThan(LaneMinute.nanos(closes.plusSeconds(1)));
      assertThat(lab.onLoop(lab.lane::present)).isZero();
    }
  }

  @Test
  void aLaneThatOpensAgainKeepsWhoWaits() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      lab.post(() -> lab.lane.closes(LaneMinute.nanos(LaneLab.MINUTE)));
      lab.second(lab.claim(10));
      lab.run(Duration.ofMillis(200));

      assertThat(lab.onLoop(lab.lane::present)).isPositive();
    }
  }

  @Test
  void theNextCallOfARefreshHasTheNextTicketEvenIfNobodyElseWaits() throws Exception {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = lab(institution)) {
      lab.second(lab.claim(1)); // ready at 500 ms
      lab.run(Duration.ofMillis(505)); // its ticket
      institution.await(1, call -> true);
      WorkerUnderTest.await(
          "the answer is there", () -> lab.onLoop(() -> lab.lane.inFlight() == 0));

      assertThat(lab.io.nextDue()).isLessThanOrEqualTo(lab.io.now() + LaneLab.INTERVAL.toNanos());
    }
  }
}
