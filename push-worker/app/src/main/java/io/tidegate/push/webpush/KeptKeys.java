package io.tidegate.push.webpush;

import com.interaso.webpush.VapidKeys;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pair of VAPID keys of all push-workers. In the database, not in a file: each worker needs the
 * same pair, a disk that is lost must not cost all subscriptions, and only push-worker's role may
 * read the table.
 */
final class KeptKeys {
  private final JdbcClient jdbc;

  KeptKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The pair; made now if there is none. Of workers that start at once one makes it. */
  VapidKeys get() {
    return jdbc.sql("SELECT public_key, private_key FROM web_push_key")
        .query((row, number) -> VapidKeys.create(row.getString(1), row.getString(2)))
        .optional()
        .orElseGet(this::make);
  }

  private VapidKeys make() {
    VapidKeys made = VapidKeys.generate();
    jdbc.sql(
            """
            INSERT INTO web_push_key (public_key, private_key) VALUES (:public, :private)
            ON CONFLICT DO NOTHING
            """)
        .param("public", made.getX509PublicKey())
        .param("private", made.getPkcs8PrivateKey())
        .update();
    return jdbc.sql("SELECT public_key, private_key FROM web_push_key")
        .query((row, number) -> VapidKeys.create(row.getString(1), row.getString(2)))
        .single();
  }
}
