package io.tidegate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestServersTest {
  @Test
  void eachDatabaseIsFreshAndMigrated() throws SQLException {
    try (TestDatabase first = TestServers.database();
        TestDatabase second = TestServers.database()) {
      execute(first.owner(), "INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')");
      assertThat(value(first.owner(), "SELECT count(*) FROM institution")).isEqualTo("1");
      assertThat(value(second.owner(), "SELECT count(*) FROM institution")).isEqualTo("0");
    }
  }

  @Test
  void aRoleWritesOnlyItsOwnTables() throws SQLException {
    try (TestDatabase database = TestServers.database()) {
      String insert = "INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')";
      execute(database.as("tidegate_scheduler"), insert);
      assertThatThrownBy(() -> execute(database.as("tidegate_worker"), insert))
          .hasMessageContaining("permission denied");
      assertThat(value(database.as("tidegate_worker"), "SELECT code FROM institution"))
          .isEqualTo("A");
    }
  }

  @Test
  void theSessionsZoneIsForeign() throws SQLException {
    try (TestDatabase database = TestServers.database()) {
      assertThat(value(database.owner(), "SHOW timezone")).isEqualTo("America/New_York");
      assertThat(
              value(
                  database.owner(),
                  "SELECT reset_val FROM pg_settings WHERE name = 'log_timezone'"))
          .isEqualTo("UTC");
    }
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
