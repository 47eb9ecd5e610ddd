package io.tidegate.standalone.stage;

import io.tidegate.standalone.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Which policies the scheduler has taken over.
 *
 * @param inForce institutions whose newest version is one of the run
 * @param from since when the last of them holds; the beginning of time if none does
 */
record PolicyVersionsSeen(int inForce, Instant from) {
  static PolicyVersionsSeen of(Database database) throws SQLException {
    String newest =
        """
        SELECT count(*), coalesce(max(effective_from), 'epoch') FROM (
          SELECT institution_id, max(effective_from) AS effective_from
            FROM policy_version WHERE version > 1 GROUP BY institution_id) newest
        """;
    try (Connection connection = database.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(newest)) {
      rows.next();
      return new PolicyVersionsSeen(
          rows.getInt(1), rows.getObject(2, OffsetDateTime.class).toInstant());
    }
  }
}
