package io.tidegate.push.preview;

import io.tidegate.messages.LinkPreview;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is known of links, by {@link LinkKey}, for all push-workers. */
@Component
class KeptPreviews {
  private final JdbcClient jdbc;

  KeptPreviews(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What is known of some of them. */
  Map<UUID, Kept> of(Collection<UUID> links) {
    Map<UUID, Kept> found = new HashMap<>();
    jdbc.sql(
            """
            SELECT link_key, title, picture, none_because IS NULL, fresh_until FROM link_preview
            WHERE link_key = ANY (CAST(:links AS uuid[]))
            """)
        .param("links", links.stream().map(UUID::toString).toArray(String[]::new))
        .query(
            row -> {
              found.put(
                  row.getObject(1, UUID.class),
                  new Kept(
                      row.getBoolean(4)
                          ? new LinkPreview(row.getString(2), row.getString(3))
                          : null,
                      row.getObject(5, OffsetDateTime.class).toInstant()));
            });
    return found;
  }

  /** A page was seen. */
  void saw(UUID link, LinkPreview preview, Instant now, Instant freshUntil) {
    jdbc.sql(
            """
            INSERT INTO link_preview (link_key, title, picture, seen_at, fresh_until)
            VALUES (:link, :title, :picture, :now, :until)
            ON CONFLICT (link_key) DO UPDATE
            SET title = EXCLUDED.title, picture = EXCLUDED.picture, none_because = NULL,
                seen_at = EXCLUDED.seen_at, fresh_until = EXCLUDED.fresh_until
            """)
        .param("link", link)
        .param("title", preview.title())
        .param("picture", preview.picture())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("until", freshUntil.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** A page was not seen. What passes leaves what was seen before as it is. */
  void missed(UUID link, NoPreview why, Instant now, Instant freshUntil) {
    jdbc.sql(
            """
            INSERT INTO link_preview AS known (link_key, none_because, seen_at, fresh_until)
            VALUES (:link, :why, :now, :until)
            ON CONFLICT (link_key) DO UPDATE
            SET title = CASE WHEN :passing THEN known.title END,
                picture = CASE WHEN :passing THEN known.picture END,
                none_because = CASE
                  WHEN :passing AND known.none_because IS NULL THEN NULL
                  ELSE EXCLUDED.none_because END,
                seen_at = CASE WHEN :passing THEN known.seen_at ELSE EXCLUDED.seen_at END,
                fresh_until = EXCLUDED.fresh_until
            """)
        .param("link", link)
        .param("why", why.word())
        .param("passing", why.isPassing())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("until", freshUntil.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Forgets some of those that were seen last before an instant; answers how many. */
  int forget(Instant before, int most) {
    return jdbc.sql(
            """
            DELETE FROM link_preview WHERE link_key IN (
              SELECT link_key FROM link_preview WHERE seen_at < :before ORDER BY seen_at LIMIT :most)
            """)
        .param("before", before.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .update();
  }
}
