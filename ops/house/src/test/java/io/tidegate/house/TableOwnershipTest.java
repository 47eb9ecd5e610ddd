package io.tidegate.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A table is written by one process only, and the database refuses all others. */
class TableOwnershipTest {
  private static final String WRITERS =
      """
      SELECT c.relname AS name, a.grantee::regrole::text AS role
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      LEFT JOIN LATERAL (
        SELECT grantee FROM aclexplode(c.relacl)
        WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE') AND grantee <> c.relowner
      ) a ON true
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      """;

  /** Written by whoever migrates. */
  private static final Set<String> OF_MIGRATIONS = Set.of("flyway_schema_history");

  /** Of every process: what one of many nodes does is settled in it. */
  private static final Set<String> OF_ALL = Set.of("shedlock");

  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestServers.database();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void eachTableIsWrittenByExactlyOneRole() throws SQLException {
    Map<String, Set<String>> writers = writers();
    assertThat(writers).hasSizeGreaterThan(10);
    assertThat(writers)
        .allSatisfy(
            (table, roles) ->
                assertThat(roles)
                    .as("roles that may write %s", table)
                    .hasSize(OF_MIGRATIONS.contains(table) ? 0 : OF_ALL.contains(table) ? 3 : 1));
  }

  @Test
  void eachTableHasItsRowInTheReadmeWithItsWriter() throws SQLException {
    String readme = Repository.text(Repository.root().resolve("db/README.md"));
    assertThat(writers())
        .allSatisfy(
            (table, roles) ->
                assertThat(readme.lines())
                    .as("a row `%s` that names its writer %s", table, roles)
                    .anySatisfy(
                        row -> {
                          assertThat(row).startsWith("|").contains("`" + rowOf(table) + "`");
                          roles.forEach(role -> assertThat(row).contains(process(role)));
                        }));
  }

  @Test
  void aSecondWriterThatIsPlantedIsFound() throws SQLException {
    try (TestDatabase planted = TestServers.database();
        Connection connection = planted.owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("GRANT UPDATE ON minute_plan TO tidegate_worker");
      assertThat(writers(connection).get("minute_plan"))
          .containsExactly("tidegate_scheduler", "tidegate_worker");
    }
  }

  /** The tables of a library share a row. */
  private static String rowOf(String table) {
    return table.replaceFirst("^(qrtz|batch)_.*", "$1_*");
  }

  private static String process(String role) {
    return switch (role) {
      case "tidegate_scheduler" -> "scheduler-app";
      case "tidegate_worker" -> "batch-worker";
      case "tidegate_push" -> "push-worker";
      default -> throw new IllegalStateException("a role of no process: " + role);
    };
  }

  private static Map<String, Set<String>> writers() throws SQLException {
    try (Connection connection = database.owner().getConnection()) {
      return writers(connection);
    }
  }

  private static Map<String, Set<String>> writers(Connection connection) throws SQLException {
    Map<String, Set<String>> writers = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(WRITERS)) {
      while (rows.next()) {
        Set<String> roles =
            writers.computeIfAbsent(rows.getString("name"), name -> new TreeSet<>());
        String role = rows.getString("role");
        if (role != null) {
          roles.add(role);
        }
      }
    }
    return writers;
  }
}
