package io.tidegate.worker.consent;

import io.tidegate.policy.Auth;
import io.tidegate.policy.PolicyReader;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Consents whose calls must show a token of their own (policy key {@code auth: bearer}) and that
 * have none: their calls go out without it, and are refused.
 */
@Repository
class MissingTokens {
  private static final String POLICIES =
      """
      SELECT i.id, i.code, v.source FROM institution AS i
      JOIN LATERAL (
        SELECT source FROM policy_version WHERE institution_id = i.id
        ORDER BY version DESC LIMIT 1) AS v ON true
      WHERE i.removed_at IS NULL
      ORDER BY i.code
      """;

  private static final String MISSING =
      """
      SELECT count(*) FROM consent AS c
      WHERE c.institution_id = :institution AND c.ended_at > ring_now()
        AND c.expires_at > ring_now()
        AND NOT EXISTS (
          SELECT FROM consent_token AS t
          WHERE t.institution_id = c.institution_id AND t.ring_key = c.ring_key
            AND t.user_id = c.user_id)
      """;

  private final JdbcClient jdbc;

  MissingTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How many consents of an institution lack one. */
  record Missing(String institution, long consents) {}

  private record Stored(int id, String code, String source) {}

  /** Institutions at which consents lack one; none where all is well. */
  List<Missing> all() {
    return jdbc
        .sql(POLICIES)
        .query((row, number) -> new Stored(row.getInt(1), row.getString(2), row.getString(3)))
        .list()
        .stream()
        .filter(MissingTokens::asksForOne)
        .map(stored -> new Missing(stored.code(), count(stored.id())))
        .filter(missing -> missing.consents() > 0)
        .toList();
  }

  private static boolean asksForOne(Stored stored) {
    return PolicyReader.parse(stored.code() + ".yaml", stored.source())
        .policy(stored.code())
        .filter(policy -> policy.auth() == Auth.BEARER)
        .isPresent();
  }

  private long count(int institution) {
    return jdbc.sql(MISSING).param("institution", institution).query(Long.class).single();
  }
}
