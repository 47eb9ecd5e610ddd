package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What holds institutions back, read from {@code institution_state} each second and told by every
 * claim. Each reading is also one of the database's clock.
 */
public final class InstitutionStates implements CircuitGuard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstitutionStates.class);

  private static final String READ =
      """
      SELECT clock_timestamp() AS now, institution_id, version, blocked_until, rate_factor
      FROM (SELECT) AS always LEFT JOIN institution_state ON true
      """;

  private static final String READ_CLOCK = "SELECT clock_timestamp()";

  private final JdbcClient jdbc;
  private final DatabaseTime time;
  private final Map<Integer, Reins> reins = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("institution-states").factory());
  private boolean away;

  InstitutionStates(JdbcClient jdbc, DatabaseTime time) {
    this.jdbc = jdbc;
    this.time = time;
  }

  /** Reads once, and each second from then on. */
  void start() {
    for (int i = 0; i < 3; i++) {
      read();
    }
    var _ = thread.scheduleWithFixedDelay(this::read, 1, 1, TimeUnit.SECONDS);
  }

  /** One reading. */
  void read() {
    try {
      // The clock by a question of its own: its answer comes soonest, and so says most.
      long before = time.nanoTime();
      Instant now = jdbc.sql(READ_CLOCK).query(OffsetDateTime.class).single().toInstant();
      time.answered(before, time.nanoTime(), now);
      jdbc.sql(READ)
          .query(
              (row, number) -> {
                int id = row.getInt("institution_id");
                if (!row.wasNull()) {
                  OffsetDateTime until = row.getObject("blocked_until", OffsetDateTime.class);
                  of(id)
                      .state(
                          row.getLong("version"),
                          until == null ? null : until.toInstant(),
                          row.getDouble("rate_factor"));
                }
                return id;
              })
          .list();
      away = false;
    } catch (DataAccessException e) {
      if (!away) {
        LOG.warn("institution states cannot be read; those known go on to hold", e);
      }
      away = true;
    }
  }

  Reins of(int institutionId) {
    return reins.computeIfAbsent(institutionId, Reins::new);
  }

  /** What a claim says of the state. */
  void told(int institutionId, long version, @Nullable Instant blockedUntil, double rateFactor) {
    of(institutionId).state(version, blockedUntil, rateFactor);
  }

  @Override
  public boolean admits(int institutionId, long now) {
    return now >= of(institutionId).blockedUntil();
  }

  @Override
  public double rateFactor(int institutionId) {
    return of(institutionId).rateFactor();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
