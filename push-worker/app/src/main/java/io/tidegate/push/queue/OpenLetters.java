package io.tidegate.push.queue;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Dead letters that nobody has handled. */
@Component
final class OpenLetters {
  private final JdbcClient jdbc;

  OpenLetters(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How many of each channel; of what nobody can read the channel may be empty. */
  Map<String, Long> count() {
    Map<String, Long> open = new HashMap<>();
    jdbc.sql("SELECT channel, count(*) FROM dead_letter WHERE state = 'dead' GROUP BY channel")
        .query(
            row -> {
              open.put(row.getString(1), row.getLong(2));
            });
    return open;
  }
}
