package io.tidegate.scheduler.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * This node's clock against the database's: what lies between an instant before the question and
 * one after the answer is no fault of the clock, only what lies outside is.
 */
@Component("clockHealthIndicator")
class ClockCheck implements HealthIndicator {
  private final JdbcClient sql;
  private final Clock clock;
  private final DispatchSettings settings;
  private volatile Duration off = Duration.ZERO;

  ClockCheck(JdbcClient sql, Clock clock, DispatchSettings settings, MeterRegistry meters) {
    this.sql = sql;
    this.clock = clock;
    this.settings = settings;
    meters.gauge("tidegate.clock.off.seconds", this, check -> check.off.toNanos() / 1e9);
  }

  /** Whether this node may dispatch; asks the database. */
  boolean isRight() {
    Instant before = clock.instant();
    Instant there =
        sql.sql("SELECT clock_timestamp()")
            .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
            .single();
    off = outside(before, there, clock.instant());
    return off.abs().compareTo(settings.clockLimit()) <= 0;
  }

  Duration off() {
    return off;
  }

  /** By how much {@code there} is after the span of our clock (below zero: before it). */
  static Duration outside(Instant before, Instant there, Instant after) {
    if (there.isBefore(before)) {
      return Duration.between(before, there);
    }
    return there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
  }

  @Override
  public Health health() {
    Health.Builder health =
        off.abs().compareTo(settings.clockLimit()) <= 0 ? Health.up() : Health.down();
    return health
        .withDetail("offMillis", off.toMillis())
        .withDetail("limitMillis", settings.clockLimit().toMillis())
        .build();
  }
}
