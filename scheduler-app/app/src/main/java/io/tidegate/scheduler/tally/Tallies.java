package io.tidegate.scheduler.tally;

import io.tidegate.messages.Tally;
import io.tidegate.scheduler.OldRows;
import io.tidegate.scheduler.institution.InstitutionStates;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Counts tallies, each once. */
@Component
public class Tallies {
  /** What became of a batch: tallies counted, seen before, and never seen. */
  record Counted(long counted, long repeated, long missing) {
    static final Counted NOTHING = new Counted(0, 0, 0);
  }

  private record Source(long registration, int institutionId) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      return Comparator.comparingLong(Source::registration)
          .thenComparingInt(Source::institutionId)
          .compare(this, other);
    }
  }

  private final JdbcClient sql;
  private final CallStatistics statistics;
  private final InstitutionStates states;

  Tallies(JdbcClient sql, CallStatistics statistics, InstitutionStates states) {
    this.sql = sql;
    this.statistics = statistics;
    this.states = states;
  }

  @Transactional
  public Counted count(List<Tally> tallies) {
    Set<Integer> known = institutions();
    // In one order everywhere, so that two consumers never wait for each other in a ring.
    Map<Source, List<Tally>> bySource =
        tallies.stream()
            .filter(tally -> known.contains(tally.institutionId()))
            .collect(
                Collectors.groupingBy(
                    tally -> new Source(tally.registration(), tally.institutionId()),
                    TreeMap::new,
                    Collectors.toList()));
    if (bySource.isEmpty()) {
      return Counted.NOTHING;
    }
    Map<Source, Long> last = lock(List.copyOf(bySource.keySet()));
    Map<Source, Long> next = new TreeMap<>();
    List<Tally> fresh = new ArrayList<>();
    long missing = 0;
    for (Map.Entry<Source, List<Tally>> entry : bySource.entrySet()) {
      long at = last.getOrDefault(entry.getKey(), 0L);
      List<Tally> ordered =
          entry.getValue().stream().sorted(Comparator.comparingLong(Tally::sequence)).toList();
      for (Tally tally : ordered) {
        if (tally.sequence() > at) {
          missing += tally.sequence() - at - 1;
          at = tally.sequence();
          fresh.add(tally);
        }
      }
      next.put(entry.getKey(), at);
    }
    remember(next);
    statistics.add(fresh);
    block(fresh);
    return new Counted(fresh.size(), (long) tallies.size() - fresh.size(), missing);
  }

  /** Forgets servers that have not counted since an instant of the database's clock. */
  int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "tally_counted", "counted_at", instant.atOffset(ZoneOffset.UTC));
  }

  private Set<Integer> institutions() {
    return Set.copyOf(sql.sql("SELECT id FROM institution").query(Integer.class).list());
  }

  /** Last counted sequences; the rows are made and locked. */
  private Map<Source, Long> lock(List<Source> sources) {
    Long[] registrations = sources.stream().map(Source::registration).toArray(Long[]::new);
    Integer[] institutions = sources.stream().map(Source::institutionId).toArray(Integer[]::new);
    sql.sql(
            """
            INSERT INTO tally_counted (registration, institution_id, sequence)
            SELECT registration, institution, 0
              FROM unnest(:registrations::bigint[], :institutions::integer[])
                   AS source (registration, institution)
             ORDER BY registration, institution
            ON CONFLICT DO NOTHING
            """)
        .param("registrations", registrations)
        .param("institutions", institutions)
        .update();
    Map<Source, Long> last = new HashMap<>();
    sql.sql(
            """
            SELECT c.registration, c.institution_id, c.sequence
              FROM tally_counted c
              JOIN unnest(:registrations::bigint[], :institutions::integer[])
                   AS source (registration, institution)
                ON c.registration = source.registration AND c.institution_id = source.institution
             ORDER BY c.registration, c.institution_id
               FOR UPDATE OF c
            """)
        .param("registrations", registrations)
        .param("institutions", institutions)
        .query(
            row -> {
              last.put(new Source(row.getLong(1), row.getInt(2)), row.getLong(3));
            });
    return last;
  }

  private void remember(Map<Source, Long> next) {
    List<Source> sources = List.copyOf(next.keySet());
    sql.sql(
            """
            UPDATE tally_counted c
               SET sequence = source.sequence, counted_at = clock_timestamp()
              FROM unnest(:registrations::bigint[], :institutions::integer[], :sequences::bigint[])
                   AS source (registration, institution, sequence)
             WHERE c.registration = source.registration
               AND c.institution_id = source.institution
            """)
        .param("registrations", sources.stream().map(Source::registration).toArray(Long[]::new))
        .param("institutions", sources.stream().map(Source::institutionId).toArray(Integer[]::new))
        .param("sequences", next.values().toArray(Long[]::new))
        .update();
  }

  private void block(List<Tally> tallies) {
    for (Tally tally : tallies) {
      Instant until = tally.blockedUntil();
      if (until != null) {
        String reason = tally.blockedReason();
        states.block(
            tally.institutionId(), until, reason == null ? "asked to be left alone" : reason);
      }
    }
  }
}
