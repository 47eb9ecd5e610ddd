package io.tidegate.scheduler.tally;

import io.tidegate.messages.Tally;
import io.tidegate.scheduler.OldRows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What came of the calls, per minute in which they started. */
@Component
public class CallStatistics {
  /**
   * Calls of one kind in a stretch of time.
   *
   * @param call name of the call in the policy
   * @param callClass {@code scheduled} or {@code user}
   * @param responseClass as the policy files have it
   * @param calls how many
   * @param totalMillis sum of the response times in ms
   * @param totalSquaredMillis sum of the squared response times in ms²
   */
  public record Line(
      String call,
      String callClass,
      String responseClass,
      long calls,
      long totalMillis,
      double totalSquaredMillis) {}

  /** Scheduled calls that started in one minute, and how many of them were throttled. */
  public record Minute(Instant minute, long calls, long throttled) {}

  private record Key(
      Instant minute, int institutionId, String call, String callClass, String responseClass)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::minute)
            .thenComparingInt(Key::institutionId)
            .thenComparing(Key::call)
            .thenComparing(Key::callClass)
            .thenComparing(Key::responseClass);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Sum(long calls, long millis, double squared) {
    Sum plus(Sum other) {
      return new Sum(calls + other.calls, millis + other.millis, squared + other.squared);
    }
  }

  private final JdbcClient sql;

  CallStatistics(JdbcClient sql) {
    this.sql = sql;
  }

  /** Adds tallies' counts; one statement, rows in key order. */
  void add(List<Tally> tallies) {
    Map<Key, Sum> sums = new TreeMap<>();
    for (Tally tally : tallies) {
      for (Tally.Count count : tally.counts()) {
        sums.merge(
            new Key(
                count.minute(),
                tally.institutionId(),
                count.call(),
                count.callClass(),
                count.responseClass()),
            new Sum(count.calls(), count.totalMillis(), count.totalSquaredMillis()),
            Sum::plus);
      }
    }
    if (sums.isEmpty()) {
      return;
    }
    List<Key> keys = new ArrayList<>(sums.keySet());
    List<Sum> values = new ArrayList<>(sums.values());
    sql.sql(
            """
            INSERT INTO call_statistic (minute, institution_id, call, call_class, response_class,
                                        calls, total_millis, total_squared_millis)
            SELECT * FROM unnest(:minutes::timestamptz[], :institutions::integer[], :names::text[],
                                 :callClasses::text[], :responseClasses::text[], :calls::bigint[],
                                 :millis::bigint[], :squared::double precision[])
            ON CONFLICT (institution_id, minute, call, call_class, response_class) DO UPDATE
               SET calls = call_statistic.calls + excluded.calls,
                   total_millis = call_statistic.total_millis + excluded.total_millis,
                   total_squared_millis =
                       call_statistic.total_squared_millis + excluded.total_squared_millis
            """)
        .param("minutes", keys.stream().map(k -> k.minute().toString()).toArray(String[]::new))
        .param("institutions", keys.stream().map(Key::institutionId).toArray(Integer[]::new))
        .param("names", keys.stream().map(Key::call).toArray(String[]::new))
        .param("callClasses", keys.stream().map(Key::callClass).toArray(String[]::new))
        .param("responseClasses", keys.stream().map(Key::responseClass).toArray(String[]::new))
        .param("calls", values.stream().map(Sum::calls).toArray(Long[]::new))
        .param("millis", values.stream().map(Sum::millis).toArray(Long[]::new))
        .param("squared", values.stream().map(Sum::squared).toArray(Double[]::new))
        .update();
  }

  /** One institution's calls in a stretch of whole minutes, by kind. */
  public List<Line> between(int institutionId, Instant from, Instant until) {
    return sql.sql(
            """
            SELECT call, call_class, response_class, sum(calls) AS calls,
                   sum(total_millis) AS total_millis,
                   sum(total_squared_millis) AS total_squared_millis
              FROM call_statistic
             WHERE institution_id = :institution AND minute >= :from AND minute < :until
             GROUP BY call, call_class, response_class
             ORDER BY call, call_class, response_class
            """)
        .param("institution", institutionId)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new Line(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getDouble(6)))
        .list();
  }

  /** One institution's scheduled calls, minute by minute. */
  public List<Minute> minutes(int institutionId, Instant from, Instant until) {
    return sql.sql(
            """
            SELECT minute, sum(calls), coalesce(sum(calls) FILTER (WHERE response_class = 'throttled'), 0)
              FROM call_statistic
             WHERE institution_id = :institution AND minute >= :from AND minute < :until
               AND call_class = 'scheduled'
             GROUP BY minute
             ORDER BY minute
            """)
        .param("institution", institutionId)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new Minute(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getLong(2),
                    row.getLong(3)))
        .list();
  }

  /**
   * Whether nothing succeeds at an institution any more; empty while too few calls have failed.
   *
   * @param from what was before is not looked at
   */
  public Optional<Failing> failing(int institutionId, Instant from) {
    record Kind(String responseClass, Instant since, long calls) {}
    List<Kind> kinds =
        sql.sql(
                """
                SELECT response_class, min(minute), sum(calls)
                  FROM call_statistic
                 WHERE institution_id = :institution AND call_class = 'scheduled'
                   AND minute >= :from
                   AND minute > coalesce(
                         (SELECT max(minute) FROM call_statistic
                           WHERE institution_id = :institution AND call_class = 'scheduled'
                             AND minute >= :from AND response_class IN ('success', 'unchanged')),
                         '-infinity')
                 GROUP BY response_class
                """)
            .param("institution", institutionId)
            .param("from", from.atOffset(ZoneOffset.UTC))
            .query(
                (row, n) ->
                    new Kind(
                        row.getString(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getLong(3)))
            .list();
    long calls = kinds.stream().mapToLong(Kind::calls).sum();
    return calls < Failing.LEAST
        ? Optional.empty()
        : Optional.of(
            new Failing(
                Collections.min(kinds, Comparator.comparing(Kind::since)).since(),
                calls,
                Collections.max(kinds, Comparator.comparingLong(Kind::calls)).responseClass()));
  }

  /** Scheduled calls of all institutions since an instant, by institution id. */
  public Map<Integer, Long> scheduledSince(Instant from) {
    return since(from, "call_class = 'scheduled'");
  }

  /** Throttled calls of all institutions that started since an instant, by institution id. */
  public Map<Integer, Long> throttledSince(Instant from) {
    return since(from, "response_class = 'throttled'");
  }

  private Map<Integer, Long> since(Instant from, String which) {
    Map<Integer, Long> calls = new TreeMap<>();
    sql.sql(
            """
            SELECT institution_id, sum(calls) FROM call_statistic
             WHERE minute >= :from AND %s
             GROUP BY institution_id
            """
                .formatted(which))
        .param("from", from.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              calls.put(row.getInt(1), row.getLong(2));
            });
    return calls;
  }

  /** Forgets minutes before an instant. */
  public int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "call_statistic", "minute", instant.atOffset(ZoneOffset.UTC));
  }
}
