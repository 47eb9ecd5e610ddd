package io.tidegate.bench;

import io.tidegate.embedded.FreePorts;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Tickets;
import java.io.IOException;
import java.net.URI;

/**
 * An institution made for a bench: open all day, a success per user in six hours, one limit.
 *
 * @param code its code
 * @param url where it is called
 * @param limit calls it allows a second
 * @param inFlight calls it allows at one time
 * @param lanes lanes of its ring
 * @param calls calls of a refresh
 * @param bodies whether answers' bodies go to Kafka
 */
record BenchPolicy(
    String code, URI url, int limit, int inFlight, int lanes, int calls, boolean bodies) {

  /** The name of the worker's papers, for an institution that wants to see some. */
  static final String BUNDLE = "bench";

  /**
   * An address for one, at which nobody listens yet.
   *
   * @param scheme {@code http} or {@code https}
   */
  static URI freeAddress(String scheme) throws IOException {
    return URI.create(scheme + "://127.0.0.1:" + FreePorts.choose(1).getFirst());
  }

  /** The policy file. */
  String text() {
    StringBuilder text =
        new StringBuilder(
            """
            code: %s
            name: Bench
            zone: UTC
            windows: ["always"]
            cycle: P1D
            quota:
              - {scope: consent, times: 1, per: rolling, length: PT6H, counts: successes}
            limits:
              - {calls: %d, per: second}
            max-in-flight: %d
            lanes: %d
            bodies: %s
            %s
            endpoints: [{url: "%s"}]
            calls:
            """
                .formatted(
                    code,
                    limit,
                    inFlight,
                    lanes,
                    bodies,
                    url.getScheme().equals("https") ? "tls: " + BUNDLE : "",
                    url));
    for (int call = 1; call <= calls; call++) {
      text.append("  - {name: c%d, get: \"/c%d?user={user}\"}\n".formatted(call, call));
    }
    return text.toString();
  }

  /** The tickets that its limit allows. */
  Tickets tickets() {
    return policy().tickets();
  }

  Policy policy() {
    return PolicyReader.parse(code + ".yaml", text()).policies().getFirst();
  }
}
