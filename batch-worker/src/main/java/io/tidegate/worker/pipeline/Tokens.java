package io.tidegate.worker.pipeline;

import io.tidegate.worker.ring.ClaimedUser;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** The bearer tokens of consents. They go into calls and nowhere else. */
final class Tokens {
  private static final String READ =
      """
      SELECT user_id, token
      FROM unnest(?, ?) AS wanted (ring_key, user_id) JOIN consent_token USING (ring_key, user_id)
      WHERE institution_id = ?
      """;

  private final JdbcTemplate jdbc;

  Tokens(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Tokens by user; a user without one is absent. */
  Map<String, String> of(int institutionId, List<ClaimedUser> users) {
    if (users.isEmpty()) {
      return Map.of();
    }
    ConnectionCallback<Map<String, String>> read =
        connection -> {
          Map<String, String> tokens = new HashMap<>();
          Array keys =
              connection.createArrayOf("int8", users.stream().map(ClaimedUser::ringKey).toArray());
          Array names =
              connection.createArrayOf("text", users.stream().map(ClaimedUser::user).toArray());
          try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, keys);
            statement.setArray(2, names);
            statement.setInt(3, institutionId);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                tokens.put(rows.getString(1), rows.getString(2));
              }
            }
          }
          return tokens;
        };
    Map<String, String> found = jdbc.execute(read);
    return found == null ? Map.of() : found;
  }
}
