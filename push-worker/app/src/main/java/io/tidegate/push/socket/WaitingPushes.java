package io.tidegate.push.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pushes for sockets that no device has acknowledged. They go with their device. */
final class WaitingPushes {
  private final JdbcClient jdbc;

  WaitingPushes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Keeps pushes whose device is there; a later one takes the place of those with its collapse key,
   * also of one that is tried again and comes after it.
   */
  void keep(List<Push> pushes) {
    jdbc.sql(
            """
            INSERT INTO waiting_push (key, device_id, collapse_key, due_at, expires_at, push)
            SELECT new.* FROM unnest(CAST(:keys AS uuid[]), CAST(:devices AS uuid[]),
              CAST(:collapse AS text[]), CAST(:dues AS timestamptz[]), CAST(:expires AS timestamptz[]),
              CAST(:pushes AS jsonb[])) AS new(key, device, collapse_key, due, expires, push)
            WHERE EXISTS (SELECT FROM device d WHERE d.id = new.device FOR KEY SHARE)
              AND NOT EXISTS (SELECT FROM waiting_push w WHERE w.device_id = new.device
                AND w.collapse_key = new.collapse_key AND w.due_at > new.due)
            ON CONFLICT (key) DO NOTHING
            """)
        .param("keys", texts(pushes, push -> push.key().toString()))
        .param("devices", texts(pushes, push -> push.device().toString()))
        .param("collapse", texts(pushes, Push::collapseKey))
        .param("dues", texts(pushes, push -> push.due().toString()))
        .param("expires", texts(pushes, push -> push.expires().toString()))
        .param("pushes", texts(pushes, push -> new String(Messages.write(push), UTF_8)))
        .update();
    List<Push> collapsing = pushes.stream().filter(push -> push.collapseKey() != null).toList();
    if (!collapsing.isEmpty()) {
      jdbc.sql(
              """
              DELETE FROM waiting_push w
              USING unnest(CAST(:devices AS uuid[]), CAST(:collapse AS text[]),
                CAST(:dues AS timestamptz[])) AS new(device, collapse_key, due)
              WHERE w.device_id = new.device AND w.collapse_key = new.collapse_key
                AND w.due_at < new.due
              """)
          .param("devices", texts(collapsing, push -> push.device().toString()))
          .param("collapse", texts(collapsing, Push::collapseKey))
          .param("dues", texts(collapsing, push -> push.due().toString()))
          .update();
    }
  }

  /** The first pushes that wait for each of these devices, in the order in which they fell due. */
  Map<UUID, List<Push>> of(Collection<UUID> devices, int most) {
    Map<UUID, List<Push>> found = new HashMap<>();
    jdbc.sql(
            """
            SELECT d.id, w.push::text FROM unnest(CAST(:devices AS uuid[])) AS d(id)
            CROSS JOIN LATERAL (
              SELECT push, due_at, key FROM waiting_push
              WHERE device_id = d.id AND expires_at > (SELECT timer_now())
              ORDER BY due_at, key LIMIT :most) w
            ORDER BY d.id, w.due_at, w.key
            """)
        .param("devices", texts(devices, UUID::toString))
        .param("most", most)
        .query(
            row -> {
              found
                  .computeIfAbsent(row.getObject(1, UUID.class), device -> new ArrayList<>())
                  .add(Messages.read(row.getString(2).getBytes(UTF_8), Push.class));
            });
    return found;
  }

  /** How many there are. */
  long count() {
    return jdbc.sql("SELECT count(*) FROM waiting_push").query(Long.class).single();
  }

  /** They wait no more. */
  void remove(Collection<Push> pushes) {
    jdbc.sql("DELETE FROM waiting_push WHERE key = ANY (CAST(:keys AS uuid[]))")
        .param("keys", texts(pushes, push -> push.key().toString()))
        .update();
  }

  /**
   * Drops some of those past their time to live by the database's clock, as they are all nodes';
   * answers how many.
   */
  int expire(int most) {
    return jdbc.sql(
            """
            DELETE FROM waiting_push WHERE key IN (
              SELECT key FROM waiting_push WHERE expires_at <= (SELECT timer_now()) ORDER BY expires_at LIMIT :most
              FOR UPDATE SKIP LOCKED)
            """)
        .param("most", most)
        .update();
  }

  private static <T> @Nullable String[] texts(
      Collection<T> rows, Function<T, @Nullable String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }
}
