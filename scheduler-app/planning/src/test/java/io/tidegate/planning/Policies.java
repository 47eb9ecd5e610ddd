package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;

/** Policies as a user writes them. */
final class Policies {

  private Policies() {}

  static Policy always(String zone, int callsPerSecond) {
    return of(
        """
        zone: %s
        windows: [always]
        limits: [{calls: %d, per: second}]
        """
            .formatted(zone, callsPerSecond));
  }

  /** A policy from the keys that matter; others are filled in. */
  static Policy of(String keys) {
    StringBuilder text = new StringBuilder(keys);
    missing(text, "code", "code: DEMOBANK01");
    missing(text, "name", "name: Demo Bank");
    missing(text, "zone", "zone: Asia/Seoul");
    missing(text, "windows", "windows: [always]");
    missing(text, "cycle", "cycle: P7D");
    missing(
        text,
        "quota",
        "quota: [{scope: consent, times: 1, per: calendar-week, from: SUNDAY, counts: successes}]");
    missing(text, "limits", "limits: [{calls: 100, per: second}]");
    missing(text, "max-in-flight", "max-in-flight: 200");
    missing(text, "endpoints", "endpoints: [{url: \"http://127.0.0.1:9001\"}]");
    missing(text, "calls", "calls: [{name: refresh, get: \"/refresh\"}]");
    Reading reading = PolicyReader.parse("test.yaml", text.toString());
    assertThat(reading.errors()).isEmpty();
    return reading.policies().getFirst();
  }

  private static void missing(StringBuilder text, String key, String line) {
    if (!("\n" + text).contains("\n" + key + ":")) {
      text.append(line).append('\n');
    }
  }
}
