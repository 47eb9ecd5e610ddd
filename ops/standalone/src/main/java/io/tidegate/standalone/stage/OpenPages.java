package io.tidegate.standalone.stage;

import io.tidegate.standalone.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Pages whose users have not all an outcome yet. */
final class OpenPages {
  private OpenPages() {}

  static long count(Database database) throws SQLException {
    try (Connection connection = database.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM page WHERE ended_at IS NULL")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
