package io.tidegate.standalone.stage;

import io.tidegate.standalone.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * What became of everybody in the run (I3), an institution a row: the terms of a day ledger, for
 * the run's span, each counted by a query of its own.
 */
public final class RunLedger {
  /**
   * One institution's row.
   *
   * @param carriedIn consents whose turn was due when the run began
   * @param newlyEligible consents that came in the run
   * @param refreshed whole refreshes that ended in the run
   * @param failedForGood given up in the run
   * @param withdrawn ended in the run without a refresh
   * @param carriedOver still due when the run was over
   */
  public record Row(
      String institution,
      long carriedIn,
      long newlyEligible,
      long refreshed,
      long failedForGood,
      long withdrawn,
      long carriedOver) {
    /** 0 when nobody was forgotten. */
    public long difference() {
      return carriedIn + newlyEligible - refreshed - failedForGood - withdrawn - carriedOver;
    }
  }

  private static final String CARRIED_IN =
      """
      SELECT count(*) FROM consent
       WHERE institution_id = ? AND eligible_from < ?::timestamptz AND ended_at > ?::timestamptz
      """;
  private static final String NEWLY_ELIGIBLE =
      """
      SELECT count(*) FROM consent
       WHERE institution_id = ? AND eligible_from >= ?::timestamptz AND eligible_from < ?::timestamptz
      """;
  private static final String REFRESHED =
      """
      SELECT count(*) FROM consent
       WHERE institution_id = ? AND succeeded_at >= ?::timestamptz AND succeeded_at < ?::timestamptz
      """;
  private static final String FAILED =
      """
      SELECT count(DISTINCT (ring_key, user_id)) FROM given_up g
       WHERE institution_id = ? AND at >= ?::timestamptz AND at < ?::timestamptz
         AND NOT EXISTS (SELECT FROM consent c
                          WHERE c.institution_id = g.institution_id AND c.ring_key = g.ring_key
                            AND c.user_id = g.user_id AND c.succeeded_at >= g.at)
      """;
  private static final String WITHDRAWN =
      """
      SELECT count(*) FROM consent
       WHERE institution_id = ? AND ended_at >= ?::timestamptz AND ended_at < ?::timestamptz
         AND succeeded_at = '-infinity'
      """;
  private static final String CARRIED_OVER =
      """
      SELECT count(*) FROM consent
       WHERE institution_id = ? AND succeeded_at < ?::timestamptz
         AND ended_at > ?::timestamptz AND given_up_until = '-infinity'
      """;

  private RunLedger() {}

  /** The rows as a table for people. */
  public static List<String> table(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "institution",
            "carried in",
            "newly eligible",
            "refreshed",
            "failed",
            "withdrawn",
            "carried over",
            ""));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static String line(Row row) {
    return line(
        row.institution(),
        count(row.carriedIn()),
        count(row.newlyEligible()),
        count(row.refreshed()),
        count(row.failedForGood()),
        count(row.withdrawn()),
        count(row.carriedOver()),
        row.difference() == 0 ? "adds up" : "OFF BY " + row.difference());
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, "%-12s %11s %15s %10s %8s %10s %12s  %s", (Object[]) cells)
        .stripTrailing();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Counts the run from begin (inclusive) until end (exclusive). */
  public static List<Row> count(Database database, List<Actor> actors, Instant begin, Instant end)
      throws SQLException {
    DataSource source = database.owner();
    List<Row> rows = new ArrayList<>();
    try (Connection connection = source.getConnection()) {
      for (Actor actor : actors) {
        int id = id(connection, actor.code());
        rows.add(
            new Row(
                actor.code(),
                count(connection, CARRIED_IN, id, begin, begin),
                count(connection, NEWLY_ELIGIBLE, id, begin, end),
                count(connection, REFRESHED, id, begin, end),
                count(connection, FAILED, id, begin, end),
                count(connection, WITHDRAWN, id, begin, end),
                count(connection, CARRIED_OVER, id, begin, end)));
      }
    }
    return rows;
  }

  private static int id(Connection connection, String code) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id FROM institution WHERE code = ?")) {
      query.setString(1, code);
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("institution " + code + " was not taken over");
        }
        return rows.getInt(1);
      }
    }
  }

  private static long count(
      Connection connection, String sql, int institution, Instant from, Instant until)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, institution);
      query.setObject(2, utc(from));
      query.setObject(3, utc(until));
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
