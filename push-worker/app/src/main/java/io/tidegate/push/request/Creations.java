package io.tidegate.push.request;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was created under which Idempotency-Key; called within the transaction of a write. */
@Component
public class Creations {
  private static final int LONGEST = 128;

  private final JdbcClient jdbc;

  public Creations(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Before(boolean same, UUID created) {}

  /** Lets a user's writes take their turn, until the transaction ends. */
  public void takeTurn(String user) {
    jdbc.sql("SELECT pg_advisory_xact_lock(ring_key(:user))").param("user", user).query(row -> {});
  }

  /**
   * What this request has created before, under the same key; answers 400 and 422 are thrown.
   *
   * @param key the header; null if there is none
   * @param request digest of what is asked for
   */
  public Optional<UUID> before(String user, @Nullable String key, byte[] request) {
    if (key == null) {
      return Optional.empty();
    }
    if (key.isBlank()
        || key.length() > LONGEST
        || !key.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw Problems.problem(
          HttpStatus.BAD_REQUEST,
          "Idempotency-Key must have 1 to %d printable ASCII characters".formatted(LONGEST));
    }
    Optional<Before> before =
        jdbc.sql(
                """
                SELECT request = :request AS same, created
                FROM push_creation WHERE user_id = :user AND key = :key
                """)
            .param("user", user)
            .param("key", key)
            .param("request", request)
            .query(
                (row, n) ->
                    new Before(row.getBoolean("same"), row.getObject("created", UUID.class)))
            .optional();
    if (before.isPresent() && !before.get().same) {
      throw Problems.problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "this Idempotency-Key was used for another request; a new request needs a new key");
    }
    return before.map(Before::created);
  }

  /** Remembers what was created. */
  public void remember(String user, @Nullable String key, byte[] request, UUID created) {
    if (key != null) {
      jdbc.sql(
              """
              INSERT INTO push_creation (user_id, key, request, created)
              VALUES (:user, :key, :request, :created)
              """)
          .param("user", user)
          .param("key", key)
          .param("request", request)
          .param("created", created)
          .update();
    }
  }

  /** Forgets a user's keys; answers how many there were. */
  public int erase(String user) {
    return jdbc.sql("DELETE FROM push_creation WHERE user_id = :user").param("user", user).update();
  }

  /** Forgets old keys, at most so many; answers how many there were. */
  public int forget(Duration age, int most) {
    return jdbc.sql(
            """
            DELETE FROM push_creation WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM push_creation
              WHERE created_at < clock_timestamp() - make_interval(secs => :seconds)
              LIMIT :most))
            """)
        .param("seconds", (double) age.toSeconds())
        .param("most", most)
        .update();
  }
}
