package io.tidegate.push.device;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes devices whose push service says that their token is dead. */
@Component
public class DeadTokens {
  private final JdbcClient jdbc;

  public DeadTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Removes devices, except those whose token was renewed since; answers how many are gone.
   *
   * @param since of each device, when the push service saw it dead, or when the push was sent that
   *     told so
   */
  public int remove(Map<UUID, Instant> since) {
    return jdbc.sql(
            """
            DELETE FROM device d
            USING unnest(CAST(:ids AS uuid[]), CAST(:since AS timestamptz[])) AS dead(id, since)
            WHERE d.id = dead.id AND d.renewed_at <= dead.since
            """)
        .param("ids", since.keySet().stream().map(UUID::toString).toArray(String[]::new))
        .param("since", since.values().stream().map(Instant::toString).toArray(String[]::new))
        .update();
  }
}
