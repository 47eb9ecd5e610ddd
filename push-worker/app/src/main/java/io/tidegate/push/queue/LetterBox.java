package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at dead letters. */
@Component
class LetterBox {
  private final JdbcClient jdbc;

  LetterBox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Some of those that are meant, the newest first; from a place on, if one is given. */
  List<ShownLetter> list(LetterFilter filter, String state, @Nullable Place after, int most) {
    return filter
        .into(
            jdbc.sql(
                """
                SELECT *, NULL AS shown FROM dead_letter
                WHERE state = :state AND %s
                  AND (CAST(:placeAt AS timestamptz) IS NULL
                    OR (dead_at, push_id) < (CAST(:placeAt AS timestamptz), :placeId))
                ORDER BY dead_at DESC, push_id DESC LIMIT :most
                """
                    .formatted(LetterFilter.CONDITION)))
        .param("state", state)
        .param("placeAt", after == null ? null : after.at().toString())
        .param("placeId", after == null ? "" : after.id())
        .param("most", most)
        .query((row, number) -> shown(row, List.of()))
        .list();
  }

  /** One with its push, and with what was done with it. */
  Optional<ShownLetter> find(String id) {
    List<ShownLetter.Handled> handled =
        jdbc.sql(
                "SELECT what, by_whom, why, at FROM letter_handled WHERE push_id = :id ORDER BY id")
            .param("id", id)
            .query(
                (row, number) ->
                    new ShownLetter.Handled(
                        row.getString("what"),
                        row.getString("by_whom"),
                        row.getString("why"),
                        instant(row, "at")))
            .list();
    return jdbc.sql("SELECT *, push::text AS shown FROM dead_letter WHERE push_id = :id")
        .param("id", id)
        .query((row, number) -> shown(row, handled))
        .optional();
  }

  /** In which state the letter of a push is. */
  Optional<String> state(String id) {
    return jdbc.sql("SELECT state FROM dead_letter WHERE push_id = :id")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  private static ShownLetter shown(ResultSet row, List<ShownLetter.Handled> handled)
      throws SQLException {
    String reason = row.getString("reason");
    return new ShownLetter(
        row.getString("push_id"),
        row.getString("user_id"),
        row.getObject("device_id", UUID.class),
        row.getString("channel"),
        row.getString("app"),
        reason,
        row.getString("last_answer"),
        row.getInt("attempts"),
        instant(row, "due_at"),
        instant(row, "dead_at"),
        row.getString("state"),
        handled,
        Letter.isRaw(reason) ? null : push(row.getString("shown")));
  }

  private static @Nullable Push push(@Nullable String text) {
    return text == null ? null : Messages.read(text.getBytes(UTF_8), Push.class);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
