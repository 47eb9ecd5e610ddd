package io.tidegate.worker.pipeline;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;
import io.tidegate.worker.call.Terms;
import java.util.LinkedHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The policies that commands name, read once each from where the scheduler stored them. */
final class PolicyVersions {
  private static final int KEPT = 4_000;

  private static final String READ =
      """
      SELECT source FROM policy_version WHERE institution_id = :institution AND version = :version
      """;

  private record Key(int institutionId, int version) {}

  private final JdbcClient jdbc;
  private final LinkedHashMap<Key, Terms> known = new LinkedHashMap<>();

  PolicyVersions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The terms of a policy's version.
   *
   * @throws IllegalStateException if there is no such version, or this worker cannot read it
   */
  Terms terms(int institutionId, String code, int version) {
    Key key = new Key(institutionId, version);
    synchronized (known) {
      Terms found = known.get(key);
      if (found != null) {
        return found;
      }
    }
    String source =
        jdbc.sql(READ)
            .param("institution", institutionId)
            .param("version", version)
            .query(String.class)
            .optional()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "policy %s has no version %d".formatted(code, version)));
    Reading reading = PolicyReader.parse(code + ".yaml", source);
    Policy policy =
        reading
            .policy(code)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "this worker cannot read version %d of policy %s: %s"
                            .formatted(version, code, reading.errors())));
    Terms terms = new Terms(institutionId, version, policy);
    synchronized (known) {
      if (known.size() >= KEPT) {
        known.remove(known.firstEntry().getKey());
      }
      known.put(key, terms);
    }
    return terms;
  }
}
