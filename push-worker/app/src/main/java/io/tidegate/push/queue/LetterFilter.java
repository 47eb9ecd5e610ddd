package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import io.tidegate.push.request.Fields;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which dead letters are meant; null means any.
 *
 * @param since given up at this instant or later
 * @param until given up before this instant
 */
record LetterFilter(
    @Nullable String id,
    @Nullable String channel,
    @Nullable String reason,
    @Nullable String user,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** Of a statement over {@code dead_letter}. */
  static final String CONDITION =
      """
      (CAST(:id AS text) IS NULL OR push_id = :id)
      AND (CAST(:channel AS text) IS NULL OR channel = :channel)
      AND (CAST(:reason AS text) IS NULL OR reason = :reason)
      AND (CAST(:user AS text) IS NULL OR user_id = :user)
      AND (CAST(:since AS timestamptz) IS NULL OR dead_at >= CAST(:since AS timestamptz))
      AND (CAST(:until AS timestamptz) IS NULL OR dead_at < CAST(:until AS timestamptz))
      """;

  /** Reads it; errors are noted in the fields. */
  static LetterFilter read(Fields fields) {
    return new LetterFilter(
        fields.optionalText("id", 200),
        fields.readOptional("channel", 20, LetterFilter::channel),
        fields.optionalText("reason", 40),
        fields.optionalText("user", 128),
        fields.readOptional("since", 40, LetterFilter::instant),
        fields.readOptional("until", 40, LetterFilter::instant));
  }

  static String channel(String text) {
    if (!Push.CHANNELS.contains(text)) {
      throw new IllegalArgumentException(
          "must be one of %s, but is %s".formatted(String.join(", ", Push.CHANNELS), text));
    }
    return text;
  }

  static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must be an instant in UTC such as 2026-11-28T09:00:00Z, but is " + text, e);
    }
  }

  /** Only those that were given up before an instant. */
  LetterFilter before(Instant instant) {
    return until != null && until.isBefore(instant)
        ? this
        : new LetterFilter(id, channel, reason, user, since, instant);
  }

  StatementSpec into(StatementSpec statement) {
    return statement
        .param("id", id)
        .param("channel", channel)
        .param("reason", reason)
        .param("user", user)
        .param("since", since == null ? null : since.toString())
        .param("until", until == null ? null : until.toString());
  }
}
