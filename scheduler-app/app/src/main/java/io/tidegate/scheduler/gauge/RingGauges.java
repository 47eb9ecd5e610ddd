package io.tidegate.scheduler.gauge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How each institution's ring stands, from outside. */
@Component
public class RingGauges {
  private static final Logger LOG = LoggerFactory.getLogger(RingGauges.class);

  private static final String RINGS =
      """
      WITH now AS MATERIALIZED (SELECT ring_now() AS t)
      SELECT institution.code, coalesce(retries.due, 0), coalesce(retries.waiting, 0),
             coalesce(pages.open, 0), coalesce(pages.overdue, 0), coalesce(pages.users, 0)
        FROM institution
        LEFT JOIN (
             SELECT institution_id, count(*) FILTER (WHERE due_at <= now.t) AS due,
                    count(*) FILTER (WHERE due_at > now.t) AS waiting
               FROM retry CROSS JOIN now WHERE page_first IS NULL GROUP BY institution_id
             ) AS retries ON retries.institution_id = institution.id
        LEFT JOIN (
             SELECT institution_id, count(*) AS open, sum(size - bit_count(settled))::bigint AS users,
                    count(*) FILTER (WHERE sweep_at < now.t - interval '1 minute') AS overdue
               FROM page CROSS JOIN now WHERE ended_at IS NULL GROUP BY institution_id
             ) AS pages ON pages.institution_id = institution.id
       WHERE institution.removed_at IS NULL
      """;

  private record Ring(String code, long due, long waiting, long open, long overdue, long users) {}

  private record Gauge(MultiGauge gauge, ToLongFunction<Ring> value) {
    void show(List<Ring> rings) {
      gauge.register(
          rings.stream()
              .<MultiGauge.Row<?>>map(
                  ring ->
                      MultiGauge.Row.of(
                          Tags.of("institution", ring.code()), value.applyAsLong(ring)))
              .toList(),
          true);
    }
  }

  private final JdbcClient sql;
  private final List<Gauge> gauges;

  RingGauges(JdbcClient sql, MeterRegistry meters) {
    this.sql = sql;
    this.gauges =
        List.of(
            new Gauge(
                MultiGauge.builder("tidegate.ring.retries.due")
                    .description("refreshes in the retry queue that are due")
                    .register(meters),
                Ring::due),
            new Gauge(
                MultiGauge.builder("tidegate.ring.retries.waiting")
                    .description("refreshes in the retry queue whose time has not come")
                    .register(meters),
                Ring::waiting),
            new Gauge(
                MultiGauge.builder("tidegate.ring.pages.open")
                    .description("pages that are claimed and not settled whole")
                    .register(meters),
                Ring::open),
            new Gauge(
                MultiGauge.builder("tidegate.ring.pages.overdue")
                    .description("open pages that should have been swept a minute ago")
                    .register(meters),
                Ring::overdue),
            new Gauge(
                MultiGauge.builder("tidegate.ring.users.open")
                    .description("users of open pages without an outcome")
                    .register(meters),
                Ring::users));
  }

  /** Looks at all rings; without an answer nothing is shown until the next look. */
  void look() {
    try {
      List<Ring> rings =
          sql.sql(RINGS)
              .query(
                  (row, n) ->
                      new Ring(
                          row.getString(1),
                          row.getLong(2),
                          row.getLong(3),
                          row.getLong(4),
                          row.getLong(5),
                          row.getLong(6)))
              .list();
      gauges.forEach(gauge -> gauge.show(rings));
    } catch (DataAccessException e) {
      gauges.forEach(gauge -> gauge.show(List.of()));
      LOG.warn("rings could not be looked at", e);
    }
  }
}
