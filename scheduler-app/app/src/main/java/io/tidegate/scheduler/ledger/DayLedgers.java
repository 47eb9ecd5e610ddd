package io.tidegate.scheduler.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Day ledgers as they are stored. */
@Component
class DayLedgers {
  private final JdbcClient sql;

  DayLedgers(JdbcClient sql) {
    this.sql = sql;
  }

  /** Stores a day's ledger; the first that is stored stays. */
  void put(int institutionId, int policyVersion, DayLedger ledger, Instant now) {
    sql.sql(
            """
            INSERT INTO day_ledger (institution_id, day, carried_in, newly_eligible, refreshed,
                                    failed_for_good, withdrawn, carried_over, calls, closed_at,
                                    policy_version)
            VALUES (:institution, :day, :carriedIn, :newlyEligible, :refreshed, :failed, :withdrawn,
                    :carriedOver, :calls, :now, :version)
            ON CONFLICT (institution_id, day) DO NOTHING
            """)
        .param("institution", institutionId)
        .param("day", ledger.day())
        .param("carriedIn", ledger.carriedIn())
        .param("newlyEligible", ledger.newlyEligible())
        .param("refreshed", ledger.refreshed())
        .param("failed", ledger.failedForGood())
        .param("withdrawn", ledger.withdrawn())
        .param("carriedOver", ledger.carriedOver())
        .param("calls", ledger.calls())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("version", policyVersion)
        .update();
  }

  /** What was carried over from a day, if it was counted by that version of the policy. */
  Optional<Long> carriedOver(int institutionId, LocalDate day, int policyVersion) {
    return sql.sql(
            """
            SELECT carried_over FROM day_ledger
             WHERE institution_id = :institution AND day = :day AND policy_version = :version
            """)
        .param("institution", institutionId)
        .param("day", day)
        .param("version", policyVersion)
        .query(Long.class)
        .optional();
  }

  /** Institutions whose day is closed, by id, among the given days. */
  Set<Integer> closed(Map<Integer, LocalDate> days) {
    List<Integer> institutions = List.copyOf(days.keySet());
    return Set.copyOf(
        sql.sql(
                """
                SELECT l.institution_id
                  FROM day_ledger l
                  JOIN unnest(:institutions::integer[], :days::date[]) AS wanted (institution, day)
                    ON l.institution_id = wanted.institution AND l.day = wanted.day
                """)
            .param("institutions", institutions.toArray(Integer[]::new))
            .param(
                "days",
                institutions.stream()
                    .map(id -> String.valueOf(days.get(id)))
                    .toArray(String[]::new))
            .query(Integer.class)
            .list());
  }

  /** Stored ledgers, newest first; of all institutions or all days where nothing is said. */
  List<DayLedger> find(@Nullable String institution, @Nullable LocalDate day, int most) {
    return sql.sql(
            """
            SELECT i.code, l.day, l.carried_in, l.newly_eligible, l.refreshed, l.failed_for_good,
                   l.withdrawn, l.carried_over, l.calls
              FROM day_ledger l JOIN institution i ON i.id = l.institution_id
             WHERE (:code::text IS NULL OR i.code = :code)
               AND (:day::date IS NULL OR l.day = :day)
             ORDER BY l.day DESC, i.code
             LIMIT :most
            """)
        .param("code", institution)
        .param("day", day)
        .param("most", most)
        .query(
            (row, n) ->
                new DayLedger(
                    row.getString(1),
                    row.getObject(2, LocalDate.class),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9)))
        .list();
  }

  /** The differences of each institution's last closed day, where there is one, by code. */
  Map<String, Long> differences() {
    Map<String, Long> differences = new TreeMap<>();
    sql.sql(
            """
            SELECT code, difference
              FROM (SELECT DISTINCT ON (i.code) i.code, l.difference
                      FROM day_ledger l JOIN institution i ON i.id = l.institution_id
                     WHERE i.removed_at IS NULL
                     ORDER BY i.code, l.day DESC) last
             WHERE difference <> 0
            """)
        .query(
            row -> {
              differences.put(row.getString(1), row.getLong(2));
            });
    return differences;
  }
}
