package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.OldRows;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Day targets as they are stored. */
@Component
class StoredDays {
  /** What the target of an institution's local day was made from. */
  record Basis(int policyVersion, long population, Instant plannedAt) {}

  private final JdbcClient sql;

  StoredDays(JdbcClient sql) {
    this.sql = sql;
  }

  /** Puts targets in the place of earlier ones. */
  void put(List<StoredDay> days) {
    sql.sql(
            """
            INSERT INTO day_target (institution_id, day, policy_version, users, user_calls, capacity,
                                    open_minutes, calls_per_refresh, shortfall, population,
                                    planned_at)
            SELECT * FROM unnest(:institutions::integer[], :days::date[], :versions::integer[],
                                 :users::bigint[], :userCalls::double precision[],
                                 :capacities::bigint[], :minutes::double precision[],
                                 :calls::double precision[], :shortfalls::bigint[],
                                 :populations::bigint[], :planned::timestamptz[])
            ON CONFLICT (institution_id, day) DO UPDATE
               SET policy_version = excluded.policy_version, users = excluded.users,
                   user_calls = excluded.user_calls, capacity = excluded.capacity,
                   open_minutes = excluded.open_minutes,
                   calls_per_refresh = excluded.calls_per_refresh,
                   shortfall = excluded.shortfall, population = excluded.population,
                   planned_at = excluded.planned_at
             WHERE day_target.planned_at <= excluded.planned_at
            """)
        .param("institutions", all(days, StoredDay::institutionId).toArray(Integer[]::new))
        .param("days", all(days, day -> day.day().toString()).toArray(String[]::new))
        .param("versions", all(days, StoredDay::policyVersion).toArray(Integer[]::new))
        .param("users", all(days, StoredDay::users).toArray(Long[]::new))
        .param("userCalls", all(days, StoredDay::userCalls).toArray(Double[]::new))
        .param("capacities", all(days, StoredDay::capacity).toArray(Long[]::new))
        .param("minutes", all(days, StoredDay::openMinutes).toArray(Double[]::new))
        .param("calls", all(days, StoredDay::callsPerRefresh).toArray(Double[]::new))
        .param("shortfalls", all(days, StoredDay::shortfall).toArray(Long[]::new))
        .param("populations", all(days, StoredDay::population).toArray(Long[]::new))
        .param("planned", all(days, day -> day.plannedAt().toString()).toArray(String[]::new))
        .update();
  }

  /** What the targets of the given local days were made from, by institution id. */
  Map<Integer, Basis> bases(Map<Integer, LocalDate> days) {
    List<Integer> institutions = List.copyOf(days.keySet());
    Map<Integer, Basis> bases = new HashMap<>();
    sql.sql(
            """
            SELECT t.institution_id, t.policy_version, t.population, t.planned_at
              FROM day_target t
              JOIN unnest(:institutions::integer[], :days::date[]) AS wanted (institution, day)
                ON t.institution_id = wanted.institution AND t.day = wanted.day
            """)
        .param("institutions", institutions.toArray(Integer[]::new))
        .param(
            "days",
            institutions.stream().map(id -> String.valueOf(days.get(id))).toArray(String[]::new))
        .query(
            row -> {
              Instant planned = row.getObject(4, OffsetDateTime.class).toInstant();
              bases.put(row.getInt(1), new Basis(row.getInt(2), row.getLong(3), planned));
            });
    return bases;
  }

  /** One institution's targets of the days from one to another, both included. */
  List<StoredDay> between(int institutionId, LocalDate first, LocalDate last) {
    return sql.sql(
            """
            SELECT institution_id, day, policy_version, users, user_calls, capacity, open_minutes,
                   calls_per_refresh, shortfall, population, planned_at
              FROM day_target
             WHERE institution_id = :institution AND day BETWEEN :first AND :last
             ORDER BY day
            """)
        .param("institution", institutionId)
        .param("first", first)
        .param("last", last)
        .query(
            (row, n) ->
                new StoredDay(
                    row.getInt(1),
                    row.getObject(2, LocalDate.class),
                    row.getInt(3),
                    row.getLong(4),
                    row.getDouble(5),
                    row.getLong(6),
                    row.getDouble(7),
                    row.getDouble(8),
                    row.getLong(9),
                    row.getLong(10),
                    row.getObject(11, OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Forgets days before a date. */
  int forgetBefore(LocalDate date) {
    return OldRows.delete(sql, "day_target", "day", date);
  }

  private static <T> List<T> all(List<StoredDay> days, Function<StoredDay, T> part) {
    return days.stream().map(part).toList();
  }
}
