package io.tidegate.push.device;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes devices whose push service says that their token is dead. */
@Component
public class DeadTokens {
  private final JdbcClient jdbc;

  DeadTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Removes a device, unless its token was renewed since; answers whether it is gone.
   *
   * @param since when the push service saw it dead, or when the push was sent that told so
   */
  public boolean remove(UUID device, Instant since) {
    return jdbc.sql("DELETE FROM device WHERE id = :id AND renewed_at <= :since")
            .param("id", device)
            .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
            .update()
        == 1;
  }
}
