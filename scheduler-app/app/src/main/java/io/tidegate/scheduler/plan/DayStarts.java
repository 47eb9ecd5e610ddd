package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.OldRows;
import io.tidegate.scheduler.institution.Institution;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where the lanes stood when each institution's local day began, to tell what was done since. */
@Component
class DayStarts {
  private record Day(int institutionId, LocalDate date) {}

  private record Key(int institutionId, int lane) {}

  /** How a lane stood. */
  private record Start(LocalDate date, int lanes, long round, long claimed) {}

  private final JdbcClient sql;
  private volatile Set<Day> known = Set.of();
  private volatile Map<Key, Start> starts = Map.of();

  DayStarts(JdbcClient sql) {
    this.sql = sql;
  }

  /** Sees to it that all institutions' days of that minute have a start; made of the lanes now. */
  synchronized void see(
      Collection<Institution> institutions, Instant minute, Collection<LaneRow> lanes) {
    Set<Day> days = new HashSet<>();
    for (Institution institution : institutions) {
      days.add(new Day(institution.id(), minute.atZone(institution.zone()).toLocalDate()));
    }
    if (days.equals(known)) {
      return;
    }
    Map<Integer, LocalDate> dates = new HashMap<>();
    days.forEach(day -> dates.put(day.institutionId(), day.date()));
    insert(dates, lanes);
    starts = read(dates);
    known = Set.copyOf(days);
  }

  /** Users that a lane has claimed since its round or the local day began, whichever was later. */
  long claimedToday(LaneRow lane) {
    Start start = starts.get(new Key(lane.institutionId(), lane.lane()));
    return start != null && start.lanes() == lane.lanes() && start.round() == lane.round()
        ? Math.max(0, lane.claimed() - start.claimed())
        : lane.claimed();
  }

  private void insert(Map<Integer, LocalDate> dates, Collection<LaneRow> lanes) {
    List<LaneRow> rows =
        lanes.stream().filter(lane -> dates.containsKey(lane.institutionId())).toList();
    List<String> days = new ArrayList<>();
    rows.forEach(lane -> days.add(String.valueOf(dates.get(lane.institutionId()))));
    sql.sql(
            """
            INSERT INTO day_start (institution_id, day, lane, lanes, round, claimed)
            SELECT * FROM unnest(:institutions::integer[], :days::date[], :lane::integer[],
                                 :lanes::integer[], :rounds::bigint[], :claimed::bigint[])
            ON CONFLICT DO NOTHING
            """)
        .param("institutions", rows.stream().map(LaneRow::institutionId).toArray(Integer[]::new))
        .param("days", days.toArray(String[]::new))
        .param("lane", rows.stream().map(LaneRow::lane).toArray(Integer[]::new))
        .param("lanes", rows.stream().map(LaneRow::lanes).toArray(Integer[]::new))
        .param("rounds", rows.stream().map(LaneRow::round).toArray(Long[]::new))
        .param("claimed", rows.stream().map(LaneRow::claimed).toArray(Long[]::new))
        .update();
  }

  private Map<Key, Start> read(Map<Integer, LocalDate> dates) {
    List<Integer> institutions = List.copyOf(dates.keySet());
    Map<Key, Start> read = new HashMap<>();
    sql.sql(
            """
            SELECT s.institution_id, s.lane, s.day, s.lanes, s.round, s.claimed
              FROM day_start s
              JOIN unnest(:institutions::integer[], :days::date[]) AS wanted (institution, day)
                ON s.institution_id = wanted.institution AND s.day = wanted.day
            """)
        .param("institutions", institutions.toArray(Integer[]::new))
        .param(
            "days",
            institutions.stream().map(id -> String.valueOf(dates.get(id))).toArray(String[]::new))
        .query(
            row -> {
              read.put(
                  new Key(row.getInt(1), row.getInt(2)),
                  new Start(
                      row.getObject(3, LocalDate.class),
                      row.getInt(4),
                      row.getLong(5),
                      row.getLong(6)));
            });
    return Map.copyOf(read);
  }

  /** Forgets days before a date. */
  int forgetBefore(LocalDate date) {
    return OldRows.delete(sql, "day_start", "day", date);
  }
}
