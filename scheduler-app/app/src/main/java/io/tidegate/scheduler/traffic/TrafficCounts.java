package io.tidegate.scheduler.traffic;

import io.tidegate.messages.TrafficCount;
import io.tidegate.scheduler.OldRows;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Servers' counts of minutes, and the sums of ten minutes made of them. */
@Component
class TrafficCounts {
  private record Word(String institution, String server, Instant minute) {}

  private final JdbcClient sql;

  TrafficCounts(JdbcClient sql) {
    this.sql = sql;
  }

  /** Takes the counts' word; later ones in the collection win. */
  @Transactional
  public void take(Collection<TrafficCount> counts) {
    Map<Word, Long> words = new LinkedHashMap<>();
    counts.forEach(c -> words.put(new Word(c.institution(), c.server(), c.minute()), c.calls()));
    if (words.isEmpty()) {
      return;
    }
    List<Word> keys = List.copyOf(words.keySet());
    // What a word replaces must be read and written as one: two consumers may have the same record
    // for a moment, when its partition changes hands.
    sql.sql("SELECT pg_advisory_xact_lock(hashtext('tidegate.traffic'))")
        .query((row, n) -> n)
        .list();
    sql.sql(
            """
            WITH said AS (
              SELECT * FROM unnest(:institutions::text[], :servers::text[],
                                   :minutes::timestamptz[], :calls::bigint[])
                     AS said (institution, server, minute, calls)
            ), change AS (
              SELECT said.institution, date_bin('10 minutes', said.minute, :origin) AS slot,
                     sum(said.calls - coalesce(before.calls, 0)) AS calls
                FROM said LEFT JOIN traffic_minute before USING (institution, server, minute)
               GROUP BY 1, 2
            ), remembered AS (
              INSERT INTO traffic_minute (institution, server, minute, calls)
              SELECT institution, server, minute, calls FROM said
              ON CONFLICT (minute, institution, server) DO UPDATE SET calls = excluded.calls
            )
            MERGE INTO traffic_slot s
            USING change
               ON s.institution = change.institution AND s.slot = change.slot AND s.source = 'server'
             WHEN MATCHED THEN UPDATE SET calls = s.calls + change.calls
             WHEN NOT MATCHED THEN
                  INSERT (institution, slot, source, calls)
                  VALUES (change.institution, change.slot, 'server', change.calls)
            """)
        .param("institutions", keys.stream().map(Word::institution).toArray(String[]::new))
        .param("servers", keys.stream().map(Word::server).toArray(String[]::new))
        .param("minutes", keys.stream().map(w -> w.minute().toString()).toArray(String[]::new))
        .param("calls", words.values().toArray(Long[]::new))
        .param("origin", TrafficSlots.ORIGIN.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Forgets words on minutes before an instant. */
  int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "traffic_minute", "minute", instant.atOffset(ZoneOffset.UTC));
  }
}
