package io.tidegate.push.timer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A timer beside one of its user's devices, as {@link ShardTimers} reads them. Only what is asked
 * for is read of it, and only until the next row is shown.
 */
record TimerRow(ResultSet row, UUID id, int version) {

  /** The row that the cursor stands on; what says whose it is, is read once. */
  static TimerRow of(ResultSet row) throws SQLException {
    return new TimerRow(row, row.getObject(1, UUID.class), row.getInt(2));
  }

  /** Its place in a bucket. */
  Position in(Bucket bucket) throws SQLException {
    return new Position(bucket, row.getInt(3), row.getLong(4), id, version);
  }

  String rule() throws SQLException {
    return row.getString(5);
  }

  LocalDate firstDate() throws SQLException {
    return LocalDate.ofEpochDay(row.getInt(6));
  }

  @Nullable LocalDate lastDate() throws SQLException {
    int day = row.getInt(7);
    return day == Integer.MAX_VALUE ? null : LocalDate.ofEpochDay(day);
  }

  int ttlSeconds() throws SQLException {
    return row.getInt(14);
  }

  /** What its pushes say. */
  DueTimer timer() throws SQLException {
    return new DueTimer(
        id,
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        ttlSeconds());
  }

  /** Null when the user has none. */
  @Nullable UUID device() throws SQLException {
    return row.getObject(15, UUID.class);
  }

  String channel() throws SQLException {
    return row.getString(16);
  }

  String app() throws SQLException {
    return row.getString(17);
  }

  /** Whether a timer that was changed still fires then: else it is this firing or none. */
  boolean holdsAt(Instant later) throws SQLException {
    OffsetDateTime until = row.getObject(18, OffsetDateTime.class);
    return until == null || later.isBefore(until.toInstant());
  }
}
