package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.OldRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The plans of minutes, each stored once. */
@Component
public class PlannedMinutes {
  /** Users planned in a stretch of time. */
  public record Planned(Instant from, long users) {}

  private static final String COLUMNS =
      """
      institution_id, minute, policy_version, ticket_interval_ns, span_seconds, open_from,
      open_until, targets, behind, resumed_at
      """;

  private final JdbcClient sql;

  PlannedMinutes(JdbcClient sql) {
    this.sql = sql;
  }

  /** Stores the plans that are not there yet; returns how many that were. */
  int insert(List<PlannedMinute> plans) {
    if (plans.isEmpty()) {
      return 0;
    }
    return sql.sql(
            """
            INSERT INTO minute_plan (institution_id, minute, policy_version, ticket_interval_ns,
                                     lanes, span_seconds, open_from, open_until, targets, behind,
                                     resumed_at)
            SELECT institution, minute, version, interval_ns, cardinality(targets::integer[]),
                   span, open_from, open_until, targets::integer[], behind::double precision[],
                   resumed
              FROM unnest(:institutions::integer[], :minutes::timestamptz[], :versions::integer[],
                          :intervals::bigint[], :spans::integer[], :from::timestamptz[],
                          :until::timestamptz[], :targets::text[], :behind::text[],
                          :resumed::timestamptz[])
                   AS plan (institution, minute, version, interval_ns, span, open_from, open_until,
                            targets, behind, resumed)
            ON CONFLICT (institution_id, minute) DO NOTHING
            """)
        .param("institutions", all(plans, PlannedMinute::institutionId).toArray(Integer[]::new))
        .param("minutes", texts(plans, PlannedMinute::minute))
        .param("versions", all(plans, PlannedMinute::policyVersion).toArray(Integer[]::new))
        .param("intervals", all(plans, PlannedMinute::ticketIntervalNanos).toArray(Long[]::new))
        .param("spans", all(plans, PlannedMinute::spanSeconds).toArray(Integer[]::new))
        .param("from", texts(plans, PlannedMinute::openFrom))
        .param("until", texts(plans, PlannedMinute::openUntil))
        .param("targets", all(plans, plan -> array(plan.targets())).toArray(String[]::new))
        .param("behind", all(plans, plan -> array(plan.behind())).toArray(String[]::new))
        .param("resumed", resumed(plans))
        .update();
  }

  /** All stored plans of a minute, by institution id. */
  public List<PlannedMinute> of(Instant minute) {
    return sql.sql(
            "SELECT "
                + COLUMNS
                + " FROM minute_plan WHERE minute = :minute ORDER BY institution_id")
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .query((row, n) -> plan(row))
        .list();
  }

  /** One institution's stored plans between two instants. */
  public List<PlannedMinute> between(int institutionId, Instant from, Instant until) {
    return sql.sql(
            "SELECT "
                + COLUMNS
                + """
                  FROM minute_plan
                 WHERE institution_id = :institution AND minute >= :from AND minute < :until
                 ORDER BY minute
                """)
        .param("institution", institutionId)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query((row, n) -> plan(row))
        .list();
  }

  /** Users planned for one institution between two instants, in stretches of ten minutes. */
  public List<Planned> slots(int institutionId, Instant from, Instant until) {
    return sql.sql(
            """
            SELECT date_bin('10 minutes', minute, :from) AS slot, sum(target)
              FROM minute_plan CROSS JOIN LATERAL unnest(targets) AS target
             WHERE institution_id = :institution AND minute >= :from AND minute < :until
             GROUP BY slot ORDER BY slot
            """)
        .param("institution", institutionId)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new Planned(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)))
        .list();
  }

  /** Forgets minutes before an instant. */
  int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "minute_plan", "minute", instant.atOffset(ZoneOffset.UTC));
  }

  private static PlannedMinute plan(ResultSet row) throws SQLException {
    @Nullable OffsetDateTime resumed = row.getObject(10, OffsetDateTime.class);
    return new PlannedMinute(
        row.getInt(1),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getInt(3),
        row.getLong(4),
        row.getInt(5),
        row.getObject(6, OffsetDateTime.class).toInstant(),
        row.getObject(7, OffsetDateTime.class).toInstant(),
        PlannedMinute.integers(row.getArray(8).getArray()),
        PlannedMinute.doubles(row.getArray(9).getArray()),
        resumed == null ? null : resumed.toInstant());
  }

  private static <T> List<T> all(List<PlannedMinute> plans, Function<PlannedMinute, T> part) {
    return plans.stream().map(part).toList();
  }

  private static String[] texts(List<PlannedMinute> plans, Function<PlannedMinute, Instant> part) {
    return plans.stream().map(part).map(Instant::toString).toArray(String[]::new);
  }

  private static @Nullable String[] resumed(List<PlannedMinute> plans) {
    @Nullable String[] texts = new @Nullable String[plans.size()];
    for (int i = 0; i < texts.length; i++) {
      Instant at = plans.get(i).resumedAt();
      texts[i] = at == null ? null : at.toString();
    }
    return texts;
  }

  /** PostgreSQL's text of an array of numbers. */
  private static String array(List<? extends Number> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
