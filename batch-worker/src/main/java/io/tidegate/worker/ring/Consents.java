package io.tidegate.worker.ring;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Single consents on the rings. Many at once are brought in by the database's function {@code
 * ring_import}, from wherever they are staged.
 */
@Repository
public class Consents {
  private static final String INSTITUTIONS_OF =
      """
      SELECT institution.id
      FROM institution
      JOIN consent ON consent.institution_id = institution.id
        AND consent.ring_key = :key AND consent.user_id = :user
      ORDER BY institution.id
      """;

  // Also where only a page still has the name, which was being settled when the user was erased.
  private static final String WHERE_NAMED =
      """
      SELECT id FROM institution
      WHERE EXISTS (
          SELECT FROM consent
          WHERE institution_id = institution.id AND ring_key = :key AND user_id = :user)
        OR id IN (SELECT institution_id FROM page WHERE :user = ANY (users))
      ORDER BY id
      """;

  private final JdbcClient jdbc;

  public Consents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Numbers of the institutions at which a user has a consent, in whatever state. */
  public List<Integer> institutionsOf(String user) {
    return institutions(INSTITUTIONS_OF, user);
  }

  private List<Integer> institutions(String sql, String user) {
    return jdbc.sql(sql)
        .param("key", RingKey.of(user))
        .param("user", user)
        .query((row, number) -> row.getInt(1))
        .list();
  }

  /**
   * Removes a user from every ring, retry queue and list of what was given up; the day ledger keeps
   * the counts. A page that the user is in at this time holds the name until it is cleared away.
   *
   * @return how many consents were removed
   */
  @Transactional
  public int erase(String user) {
    int erased = 0;
    for (int institution : institutions(WHERE_NAMED, user)) {
      boolean had =
          jdbc.sql("SELECT ring_erase(:institution, :user)")
              .param("institution", institution)
              .param("user", user)
              .query(Boolean.class)
              .single();
      erased += had ? 1 : 0;
    }
    return erased;
  }

  /**
   * Puts a consent into the retry queue, out of turn, under the same checks as every other; the
   * cycle apart.
   *
   * @param kind {@link Retry.Kind#REPLAY} or {@link Retry.Kind#TRIAL}
   * @param trace the trial's number, or 0
   * @return false when there is no such consent, or its refresh waits in the queue already
   */
  public boolean demand(int institutionId, String user, Retry.Kind kind, long trace) {
    String word =
        switch (kind) {
          case REPLAY -> "replay";
          case TRIAL -> "trial";
          default ->
              throw new IllegalArgumentException(
                  "only REPLAY and TRIAL can be demanded, but it is " + kind);
        };
    return jdbc.sql("SELECT ring_demand(:institution, :user, :kind, :trace)")
        .param("institution", institutionId)
        .param("user", user)
        .param("kind", word)
        .param("trace", trace == 0 ? null : trace, java.sql.Types.BIGINT)
        .query((row, number) -> row.getBoolean(1))
        .single();
  }
}
