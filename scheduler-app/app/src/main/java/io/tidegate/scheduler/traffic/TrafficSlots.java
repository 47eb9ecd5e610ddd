package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.TrafficReading;
import io.tidegate.scheduler.OldRows;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** User traffic by institution in sums of ten minutes UTC. */
@Component
public class TrafficSlots {
  /** The institution whose traffic stands for all that have none of their own. */
  public static final String DEFAULT = "default";

  /** A slot's length. */
  public static final Duration SLOT = Duration.ofMinutes(10);

  static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

  private final JdbcClient sql;

  TrafficSlots(JdbcClient sql) {
    this.sql = sql;
  }

  /** What is known of all institutions between two instants, by code. */
  public Map<String, List<TrafficReading>> between(Instant from, Instant until) {
    Map<String, List<TrafficReading>> readings = new HashMap<>();
    sql.sql(
            """
            SELECT institution, slot, sum(calls)
              FROM traffic_slot
             WHERE slot >= :from AND slot < :until
             GROUP BY institution, slot
             ORDER BY institution, slot
            """)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              Instant slot = row.getObject(2, OffsetDateTime.class).toInstant();
              readings
                  .computeIfAbsent(row.getString(1), code -> new ArrayList<>())
                  .add(new TrafficReading(slot, SLOT, row.getDouble(3)));
            });
    return readings;
  }

  /** What is known of one institution between two instants. */
  public List<TrafficReading> between(String institution, Instant from, Instant until) {
    return sql.sql(
            """
            SELECT slot, sum(calls)
              FROM traffic_slot
             WHERE institution = :institution AND slot >= :from AND slot < :until
             GROUP BY slot
             ORDER BY slot
            """)
        .param("institution", institution)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new TrafficReading(
                    row.getObject(1, OffsetDateTime.class).toInstant(), SLOT, row.getDouble(2)))
        .list();
  }

  /**
   * Puts a file's readings in the place of whatever files said of the time from the first reading
   * to the last; returns how many slots that made.
   */
  @Transactional
  public int replaceFile(String institution, Collection<TrafficReading> readings, Instant now) {
    TreeMap<Instant, Double> sums = new TreeMap<>();
    readings.forEach(reading -> spread(reading, sums));
    if (sums.isEmpty()) {
      return 0;
    }
    sql.sql(
            """
            DELETE FROM traffic_slot
             WHERE institution = :institution AND source = 'file'
               AND slot BETWEEN :first AND :last
            """)
        .param("institution", institution)
        .param("first", sums.firstKey().atOffset(ZoneOffset.UTC))
        .param("last", sums.lastKey().atOffset(ZoneOffset.UTC))
        .update();
    sql.sql(
            """
            INSERT INTO traffic_import (institution, imported_at, first_slot, last_slot, slots)
            VALUES (:institution, :now, :first, :last, :slots)
            ON CONFLICT (institution) DO UPDATE
               SET imported_at = greatest(excluded.imported_at,
                                          traffic_import.imported_at + interval '1 us'),
                   first_slot = excluded.first_slot, last_slot = excluded.last_slot,
                   slots = excluded.slots
            """)
        .param("institution", institution)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("first", sums.firstKey().atOffset(ZoneOffset.UTC))
        .param("last", sums.lastKey().atOffset(ZoneOffset.UTC))
        .param("slots", sums.size())
        .update();
    return sql.sql(
            """
            INSERT INTO traffic_slot (institution, slot, source, calls)
            SELECT :institution, slot, 'file', calls
              FROM unnest(:slots::timestamptz[], :calls::bigint[]) AS file (slot, calls)
            """)
        .param("institution", institution)
        .param("slots", sums.keySet().stream().map(Instant::toString).toArray(String[]::new))
        .param("calls", sums.values().stream().map(Math::round).toArray(Long[]::new))
        .update();
  }

  /** When each institution's last file was taken over, by code. */
  Map<String, Instant> imports() {
    Map<String, Instant> imports = new HashMap<>();
    sql.sql("SELECT institution, imported_at FROM traffic_import")
        .query(
            row -> {
              imports.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
            });
    return imports;
  }

  /** The last slot of an institution that begins before an instant. */
  Optional<Instant> last(String institution, Instant before) {
    return sql.sql(
            """
            SELECT slot FROM traffic_slot
             WHERE institution = :institution AND slot < :before
             ORDER BY slot DESC LIMIT 1
            """)
        .param("institution", institution)
        .param("before", before.atOffset(ZoneOffset.UTC))
        .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  /** Codes of which anything is known. */
  Set<String> codes() {
    return Set.copyOf(
        sql.sql(
                """
                WITH RECURSIVE code AS (
                  (SELECT institution FROM traffic_slot ORDER BY institution LIMIT 1)
                  UNION ALL
                  SELECT (SELECT s.institution FROM traffic_slot s
                           WHERE s.institution > code.institution
                           ORDER BY s.institution LIMIT 1)
                    FROM code WHERE code.institution IS NOT NULL)
                SELECT institution FROM code WHERE institution IS NOT NULL
                """)
            .query(String.class)
            .list());
  }

  /** Forgets slots before an instant. */
  int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "traffic_slot", "slot", instant.atOffset(ZoneOffset.UTC));
  }

  /** A reading's calls, evenly over the slots that it touches. */
  private static void spread(TrafficReading reading, Map<Instant, Double> sums) {
    double perNano = reading.calls() / reading.length().toNanos();
    Instant at = reading.from();
    while (at.isBefore(reading.until())) {
      Instant slot = slotOf(at);
      Instant end = slot.plus(SLOT);
      Instant until = end.isBefore(reading.until()) ? end : reading.until();
      sums.merge(slot, perNano * Duration.between(at, until).toNanos(), Double::sum);
      at = until;
    }
  }

  static Instant slotOf(Instant instant) {
    long seconds = instant.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, SLOT.toSeconds()));
  }
}
