package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * A worker that is held up for longer than a response time-out. Its event loop is stopped for real,
 * answers come while it stands, and the time goes on.
 */
class StallTest {
  private static final Duration TIME_OUT = Duration.ofSeconds(2);
  private static final String CALLS =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
      """;

  @Test
  void whatLiesInTheSocketsIsReadBeforeAnyTimeOutFires() throws Exception {
    Queue<HttpServerRequest> asked = new ConcurrentLinkedQueue<>();
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      institution.behaves((call, request) -> asked.add(request));
      lab.second(lab.claim(5));
      lab.run(Duration.ofSeconds(1));
      institution.await(5, call -> true);

      CountDownLatch goOn = lab.holdUp();
      for (HttpServerRequest each : asked) {
        Counterpart.answered(each); // is in the socket
      }
      lab.pass(TIME_OUT.plusSeconds(1));
      lab.io.offerStep(); // is next when the loop goes on
      goOn.countDown();

      assertThat(lab.ended(5)).extracting(Work::ending).containsOnly(Work.Ending.REFRESHED);
    }
  }

  @Test
  void whoHasNoAnswerByThenIsTimedOut() throws Exception {
    Queue<HttpServerRequest> asked = new ConcurrentLinkedQueue<>();
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      institution.behaves((call, request) -> asked.add(request));
      lab.second(lab.claim(5));
      lab.run(Duration.ofSeconds(1));
      institution.await(5, call -> true);

      CountDownLatch goOn = lab.holdUp();
      Counterpart.answered(asked.remove());
      lab.pass(TIME_OUT.plusSeconds(1));
      lab.io.offerStep();
      goOn.countDown();

      List<Work> ended = lab.ended(5);
      assertThat(ended).filteredOn(each -> each.ending() == Work.Ending.REFRESHED).hasSize(1);
      assertThat(ended).filteredOn(each -> each.ending() == Work.Ending.FAILED).hasSize(4);
    }
  }
}
