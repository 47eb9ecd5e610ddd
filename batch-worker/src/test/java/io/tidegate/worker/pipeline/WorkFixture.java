package io.tidegate.worker.pipeline;

import io.tidegate.policy.PolicyReader;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.ring.ClaimedUser;
import io.tidegate.worker.ring.Page;
import io.tidegate.worker.ring.PageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Claimed users of a page that nobody claimed. */
final class WorkFixture {
  static final Terms TERMS =
      new Terms(
          1,
          1,
          PolicyReader.parse(
                  "T01.yaml",
                  """
                  code: T01
                  name: T
                  zone: UTC
                  windows: ["always"]
                  cycle: P1D
                  quota:
                    - {scope: consent, times: 1, per: rolling, length: PT1H, counts: successes}
                  limits:
                    - {calls: 90, per: second}
                  max-in-flight: 40
                  endpoints: [{url: "http://127.0.0.1:1"}]
                  calls:
                    - name: accounts
                      get: "/accounts"
                  """)
              .policies()
              .getFirst());

  private WorkFixture() {}

  static List<Work> work(int users) {
    Page page =
        new Page(new PageKey(1, 0, Instant.EPOCH), Instant.EPOCH, Duration.ofMinutes(2), users);
    OpenPage open = new OpenPage(page, Long.MAX_VALUE);
    return IntStream.range(0, users)
        .mapToObj(
            i ->
                new Work(
                    open,
                    new ClaimedUser(i, i, "u-" + i, null, null),
                    new Refresh(TERMS, "u-" + i, null, Map.of(), null)))
        .toList();
  }
}
