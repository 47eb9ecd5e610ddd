package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The last push that each device got under each collapse key: an older one that is tried again must
 * not replace it. A device's rows go with the device.
 */
@Component
class CollapsedPushes {
  private record Slot(UUID device, String key) {}

  private final JdbcClient jdbc;

  CollapsedPushes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes down those of the delivered pushes that have a collapse key. */
  void add(Collection<Push> delivered) {
    List<Push> last = lastOfEach(delivered);
    if (last.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO collapsed_push (device_id, collapse_key, due_at)
            SELECT new.device, new.key, new.due
            FROM unnest(CAST(:devices AS uuid[]), CAST(:keys AS text[]), CAST(:dues AS timestamptz[]))
              AS new(device, key, due)
            WHERE EXISTS (SELECT FROM device d WHERE d.id = new.device FOR KEY SHARE)
            ON CONFLICT (device_id, collapse_key) DO UPDATE SET due_at = EXCLUDED.due_at
            WHERE collapsed_push.due_at < EXCLUDED.due_at
            """)
        .param("devices", Columns.of(last, push -> push.device().toString()))
        .param("keys", Columns.of(last, Push::collapseKey))
        .param("dues", Columns.of(last, push -> push.due().toString()))
        .update();
  }

  /** Those of the pushes whose device got a later one under the same key. */
  Set<String> replaced(Collection<Push> pushes) {
    List<Push> keyed = pushes.stream().filter(push -> push.collapseKey() != null).toList();
    if (keyed.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT asked.id
                FROM unnest(CAST(:ids AS text[]), CAST(:devices AS uuid[]), CAST(:keys AS text[]),
                  CAST(:dues AS timestamptz[])) AS asked(id, device, key, due)
                JOIN collapsed_push c ON c.device_id = asked.device AND c.collapse_key = asked.key
                  AND c.due_at > asked.due
                """)
            .param("ids", Columns.of(keyed, Push::id))
            .param("devices", Columns.of(keyed, push -> push.device().toString()))
            .param("keys", Columns.of(keyed, Push::collapseKey))
            .param("dues", Columns.of(keyed, push -> push.due().toString()))
            .query(String.class)
            .list());
  }

  private static List<Push> lastOfEach(Collection<Push> pushes) {
    Map<Slot, Push> last = new HashMap<>();
    for (Push push : pushes) {
      if (push.collapseKey() != null) {
        last.merge(
            new Slot(push.device(), push.collapseKey()),
            push,
            (one, other) -> other.due().isAfter(one.due()) ? other : one);
      }
    }
    return new ArrayList<>(last.values());
  }
}
