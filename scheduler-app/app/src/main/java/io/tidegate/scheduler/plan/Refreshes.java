package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.institution.Institution;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many calls a refresh makes, as measured over the days whose ledger is closed. */
@Component
class Refreshes {
  /** The policy's own number counts as this many refreshes, so that a few odd ones mean little. */
  private static final double PRIOR = 500;

  private static final int DAYS = 14;

  private record Measured(double calls, double refreshes) {}

  private final JdbcClient sql;
  private volatile Instant readAt = Instant.MIN;
  private volatile Map<Integer, Measured> measured = Map.of();

  Refreshes(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * Mean calls of a refresh by institution id. Read anew each hour: the numbers change once a day,
   * when the ledger of a day is closed.
   */
  Map<Integer, Double> callsPerRefresh(Collection<Institution> institutions, Instant minute) {
    if (readAt.isBefore(minute.minusSeconds(3600)) || readAt.isAfter(minute)) {
      measured = read();
      readAt = minute;
    }
    Map<Integer, Double> means = new HashMap<>();
    for (Institution institution : institutions) {
      var own = institution.policy().callsPerRefresh();
      Measured seen = measured.getOrDefault(institution.id(), new Measured(0, 0));
      double mean = (own.expected() * PRIOR + seen.calls()) / (PRIOR + seen.refreshes());
      means.put(institution.id(), Math.clamp(mean, 1, own.most()));
    }
    return means;
  }

  private Map<Integer, Measured> read() {
    Map<Integer, Measured> read = new HashMap<>();
    sql.sql(
            """
            SELECT institution_id, sum(calls), sum(refreshed + failed_for_good)
              FROM (SELECT *, row_number() OVER (PARTITION BY institution_id ORDER BY day DESC) AS age
                      FROM day_ledger) ledger
             WHERE age <= :days AND calls > 0
             GROUP BY institution_id
            """)
        .param("days", DAYS)
        .query(
            row -> {
              read.put(row.getInt(1), new Measured(row.getDouble(2), row.getDouble(3)));
            });
    return Map.copyOf(read);
  }
}
