package io.tidegate.bench;

import io.tidegate.standalone.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * Many institutions with their consents, in the middle of a week: one in ten is large (8 lanes,
 * 1,000 calls a second), of each a hundred users wait out of turn, and the pages of the last
 * quarter of an hour stand there.
 *
 * @param institutions how many
 * @param consents of each
 */
record PlanPopulation(int institutions, int consents) {
  private static final String WEEKLY =
      """
      code: %s
      name: Bench
      zone: Asia/Seoul
      windows: [always]
      ramp-minutes: 0
      cycle: P7D
      quota: [{times: 1, per: calendar-week, from: SUNDAY, counts: successes}]
      endpoints: ["http://127.0.0.1:9"]
      calls: [{name: accounts, get: /accounts}]
      """;
  private static final String SMALL = WEEKLY + "limits: [{calls: 600, per: minute}]\n";
  private static final String LARGE =
      WEEKLY + "limits: [{calls: 1000, per: second}]\nlanes: 8\nmax-in-flight: 400\n";

  /** Writes a policy file for each. */
  void writePolicies(Path folder) throws IOException {
    for (int i = 0; i < institutions; i++) {
      String code = String.format(Locale.ROOT, "PLAN%05d", i);
      String policy = (i % 10 == 0 ? LARGE : SMALL).formatted(code);
      Files.writeString(folder.resolve(code + ".yaml"), policy);
    }
  }

  /** Fills the tables of institutions that a scheduler has taken over. */
  void fill(Database database) throws SQLException {
    try (Connection connection = database.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET work_mem = '1GB'");
      statement.execute(
          """
          INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)
          SELECT i.id, u.key, u.user_id, now() - interval '30 days'
            FROM institution AS i
           CROSS JOIN LATERAL (
             SELECT ring_key(i.id || '-' || n) AS key, i.id || '-' || n AS user_id
               FROM generate_series(1, %d) AS n
              ORDER BY 1) AS u
           ORDER BY i.id
          """
              .formatted(consents));
      for (String sql : REST) {
        statement.execute(sql);
      }
    }
  }

  private static final List<String> REST =
      List.of(
          "SELECT ring_recount(id) FROM institution",
          """
          INSERT INTO lane
          SELECT i.id, j, n.lanes, now() - interval '1 h', ring_arc_first(j, n.lanes),
                 CASE WHEN j + 1 = n.lanes THEN 9223372036854775807
                      ELSE ring_arc_first(j + 1, n.lanes) - 1 END,
                 7, now() - interval '1 h', ring_arc_first(j, n.lanes), '',
                 ring_arc_first(j, n.lanes), '', false, false, 100, 120, 0, 1
          FROM institution AS i
          CROSS JOIN LATERAL (SELECT CASE WHEN i.code LIKE '%0' THEN 8 ELSE 1 END AS lanes) AS n
          CROSS JOIN LATERAL generate_series(0, n.lanes - 1) AS j
          """,
          """
          INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
          SELECT i.id, ring_key(i.id || '-' || n), i.id || '-' || n, 'failed',
                 now() + (n % 40 - 20) * interval '1 minute'
          FROM institution AS i, generate_series(1, 100) AS n
          """,
          """
          INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                            number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                            to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                            retries, ended_at, settled, users)
          SELECT l.institution_id, l.lane, now() - s * interval '1 second', l.lanes, 1, 1, 1, 7,
                 now() + interval '1 d', now(), now() + interval '2 minutes',
                 now() + interval '3 minutes', l.arc_first, l.arc_first, 3, 1, 0, 2, 3, 0,
                 now(), '111', '{a,b,c}'
          FROM lane AS l
          CROSS JOIN LATERAL generate_series(1, 900, CASE WHEN l.lanes = 8 THEN 5 ELSE 60 END) AS s
          """,
          "VACUUM ANALYZE");
}
