package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Push;
import io.tidegate.push.access.KeepsOfUsers;
import io.tidegate.push.device.DeadTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What was given up, with all that is needed to send it again. It holds what users wrote to
 * themselves, so it goes with the user. A letter is written only while its device is there and
 * locked, and an erasure takes devices first and letters last: so a letter that comes in the midst
 * of an erasure does not outlive it.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class DeadLetters implements KeepsOfUsers {
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final DeadTokens tokens;

  DeadLetters(JdbcClient jdbc, TransactionTemplate transactions, DeadTokens tokens) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.tokens = tokens;
  }

  /** Keeps letters, and removes the devices whose tokens are dead. */
  void add(Collection<Letter> letters) {
    Map<String, Letter> lastOfEach = new LinkedHashMap<>();
    letters.forEach(letter -> lastOfEach.put(letter.id(), letter));
    List<Letter> read =
        lastOfEach.values().stream().filter(letter -> letter.push() != null).toList();
    List<Letter> raw =
        lastOfEach.values().stream().filter(letter -> letter.push() == null).toList();
    Map<UUID, Instant> dead = new HashMap<>();
    for (Letter letter : read) {
      Push push = letter.push();
      if (push != null && letter.deadSince() != null) {
        dead.put(push.device(), letter.deadSince());
      }
    }
    transactions.executeWithoutResult(
        status -> {
          if (!read.isEmpty()) {
            insert(read);
          }
          raw.forEach(this::insertRaw);
          if (!dead.isEmpty()) {
            tokens.remove(dead);
          }
        });
  }

  private void insert(List<Letter> letters) {
    jdbc.sql(
            """
            INSERT INTO dead_letter (push_id, user_id, device_id, channel, app, reason, last_answer,
              attempts, due_at, dead_at, push)
            SELECT p ->> 'id', p ->> 'user', d.id, d.channel, d.app, new.reason, new.said,
              (p ->> 'attempt')::integer, (p ->> 'due')::timestamptz, new.at, p
            FROM unnest(CAST(:pushes AS jsonb[]), CAST(:reasons AS text[]), CAST(:said AS text[]),
              CAST(:at AS timestamptz[])) AS new(p, reason, said, at)
            JOIN device d ON d.id = (p ->> 'device')::uuid AND d.user_id = p ->> 'user'
            FOR KEY SHARE OF d
            ON CONFLICT (push_id) DO UPDATE
            SET reason = EXCLUDED.reason, last_answer = EXCLUDED.last_answer,
                attempts = EXCLUDED.attempts, dead_at = EXCLUDED.dead_at, push = EXCLUDED.push,
                state = 'dead', claimed_at = NULL
            """)
        .param("pushes", Columns.of(letters, letter -> new String(letter.value(), UTF_8)))
        .param("reasons", Columns.of(letters, Letter::reason))
        .param("said", Columns.of(letters, Letter::said))
        .param("at", Columns.of(letters, letter -> letter.at().toString()))
        .update();
  }

  /**
   * What cannot be read or stored names no user, so it would not go with one: what is known to be a
   * push is kept on the topic only.
   */
  private void insertRaw(Letter letter) {
    jdbc.sql(
            """
            INSERT INTO dead_letter (push_id, user_id, channel, app, reason, last_answer, attempts,
              due_at, dead_at, push)
            VALUES (:id, '', :channel, '', :reason, :said, 0, :at, :at, jsonb_build_object('raw', :raw))
            ON CONFLICT (push_id) DO NOTHING
            """)
        .param("id", letter.id())
        .param("channel", letter.channel())
        .param("reason", letter.reason())
        .param("said", letter.said())
        .param("at", letter.at().atOffset(ZoneOffset.UTC))
        .param(
            "raw",
            letter.reason().equals(Letter.UNREADABLE)
                ? Base64.getEncoder().encodeToString(letter.value())
                : "")
        .update();
  }

  /** Forgets some of the letters older than an age by the database's clock; answers how many. */
  int forget(Duration age, int most) {
    return jdbc.sql(
            """
            DELETE FROM dead_letter WHERE push_id IN (
              SELECT push_id FROM dead_letter
              WHERE dead_at < (SELECT timer_now()) - CAST(:age AS interval)
              ORDER BY dead_at LIMIT :most)
            """)
        .param("age", age.toString())
        .param("most", most)
        .update();
  }

  @Override
  public String kind() {
    return "deadLetters";
  }

  @Override
  public int erase(String user) {
    return jdbc.sql("DELETE FROM dead_letter WHERE user_id = :user").param("user", user).update();
  }
}
