package io.tidegate.push.timer;

import io.tidegate.recurrence.Zones;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A new tz database may say that a minute of yesterday was another one. Zones whose rules differ
 * are gone over for the last day: what was sent already has the same push id and is dropped as
 * delivered, what was not is sent while its time to live lasts.
 */
@Component
class TzdbChange {
  private static final Logger LOG = LoggerFactory.getLogger(TzdbChange.class);

  /** Changes of the distant past move no timer. */
  private static final Instant RECENT = Instant.parse("2020-01-01T00:00:00Z");

  private static final int DAY = 24 * 60 * 60;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Spans spans;

  TzdbChange(JdbcClient jdbc, TransactionTemplate transactions, Spans spans) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.spans = spans;
  }

  /** Compares this process's zones with those that were polled with; answers which changed. */
  List<String> goOver() {
    List<String> changed =
        transactions.execute(
            status -> {
              String polled = polledWith();
              if (polled.compareTo(Zones.version()) > 0) {
                LOG.atWarn()
                    .addKeyValue("polled-with", polled)
                    .addKeyValue("here", Zones.version())
                    .log("another push-worker has a newer tz database than this one");
                return List.of();
              }
              return compare(!polled.isEmpty());
            });
    return changed;
  }

  /** The newest version that a shard was polled with; all shards are held until the end. */
  private String polledWith() {
    return jdbc
        .sql("SELECT coalesce(tzdb, '') FROM timer_progress ORDER BY shard FOR UPDATE")
        .query((row, n) -> row.getString(1))
        .list()
        .stream()
        .max(String::compareTo)
        .orElse("");
  }

  private List<String> compare(boolean known) {
    Map<String, byte[]> before = new HashMap<>();
    jdbc.sql("SELECT zone, rules FROM timer_zone")
        .query(
            row -> {
              before.put(row.getString("zone"), row.getBytes("rules"));
            });
    List<String> changed = new ArrayList<>();
    for (String zone : Zones.all()) {
      byte[] rules = Zones.digest(ZoneId.of(zone), RECENT);
      byte[] was = before.get(zone);
      if (was == null || !Arrays.equals(was, rules)) {
        if (was != null) {
          changed.add(zone);
        }
        store(zone, rules);
      }
    }
    setAsideUnknown();
    jdbc.sql("UPDATE timer_progress SET tzdb = :version WHERE tzdb IS DISTINCT FROM :version")
        .param("version", Zones.version())
        .update();
    if (known && !changed.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("version", Zones.version())
          .addKeyValue("zones", changed)
          .log("the tz database changed: the last day is gone over in these zones");
      for (int shard = 0; shard < Spans.SHARDS; shard++) {
        Instant begun = begun(shard);
        spans.insert(shard, Span.Kind.TZDB, begun.minusSeconds(DAY), begun, begun, changed);
      }
    }
    return changed;
  }

  private void setAsideUnknown() {
    int aside =
        jdbc.sql(
                """
                UPDATE timer SET set_aside = 'zone ' || zone || ' is not in tz database ' || :version
                WHERE set_aside IS NULL AND zone IN (
                  SELECT z.zone FROM (SELECT DISTINCT zone FROM timer) z
                  WHERE z.zone <> ALL (CAST(:known AS text[])))
                """)
            .param("version", Zones.version())
            .param("known", "{" + String.join(",", Zones.all()) + "}")
            .update();
    if (aside > 0) {
      LOG.atWarn().addKeyValue("timers", aside).log("timers set aside: their zone is not known");
    }
  }

  private void store(String zone, byte[] rules) {
    jdbc.sql(
            """
            INSERT INTO timer_zone (zone, rules) VALUES (:zone, :rules)
            ON CONFLICT (zone) DO UPDATE SET rules = EXCLUDED.rules
            """)
        .param("zone", zone)
        .param("rules", rules)
        .update();
  }

  private Instant begun(int shard) {
    return jdbc.sql("SELECT begun_minute FROM timer_progress WHERE shard = :shard")
        .param("shard", shard)
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }
}
