package io.tidegate.push.preview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What links show, for whoever makes timers and sends pushes. Nobody here waits for a page: it is
 * looked up, and asked for behind the back of the caller.
 */
public final class LinkPreviews {
  private static final Logger LOG = LoggerFactory.getLogger(LinkPreviews.class);
  private static final int MOST_KNOWN = 10_000;

  /** Others read pages too: so long a process does not hear of it. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final KeptPreviews kept;
  private final PageReadings readings;
  private final @Nullable String picture;
  private final InstantSource clock;
  private final Cache<UUID, Kept> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(REMEMBERED).build();

  /**
   * Knows nothing yet.
   *
   * @param picture of links that show none; null for no such
   */
  LinkPreviews(
      KeptPreviews kept, PageReadings readings, @Nullable String picture, InstantSource clock) {
    this.kept = kept;
    this.readings = readings;
    this.picture = picture;
    this.clock = clock;
  }

  /** A link will be sent: its page is read now, unless it was. */
  public void expect(String link) {
    read(link, LinkKey.of(link));
  }

  /**
   * The pushes whose links show something, with it, by push id. At most one look into our own
   * table; if that fails, they show nothing.
   */
  public Map<String, Push> shown(Collection<Push> pushes) {
    Map<String, UUID> links = new HashMap<>();
    for (Push push : pushes) {
      String link = push.link();
      if (link != null) {
        links.computeIfAbsent(link, LinkKey::of);
      }
    }
    return links.isEmpty() ? Map.of() : shown(pushes, links);
  }

  private Map<String, Push> shown(Collection<Push> pushes, Map<String, UUID> links) {
    Map<UUID, Kept> found = look(new HashSet<>(links.values()));
    Map<String, LinkPreview> previews = new HashMap<>();
    links.forEach(
        (link, key) -> {
          Kept one = found.get(key);
          if (one != null && !one.isFresh(clock.instant())) {
            read(link, key);
          }
          LinkPreview preview = pictured(one == null ? null : one.preview());
          if (preview != null) {
            previews.put(link, preview);
          }
        });
    Map<String, Push> shown = new HashMap<>();
    for (Push push : pushes) {
      LinkPreview preview = push.link() == null ? null : previews.get(push.link());
      if (preview != null) {
        shown.put(push.id(), Fitting.push(push, preview));
      }
    }
    return shown;
  }

  /** All of them, of those that nobody has looked at nothing; none at all if the table is away. */
  private Map<UUID, Kept> look(Set<UUID> keys) {
    Map<UUID, Kept> found = new HashMap<>(known.getAllPresent(keys));
    keys.removeAll(found.keySet());
    if (!keys.isEmpty()) {
      try {
        Map<UUID, Kept> more = kept.of(keys);
        keys.forEach(key -> more.putIfAbsent(key, Kept.NOTHING));
        known.putAll(more);
        found.putAll(more);
      } catch (RuntimeException e) { // whatever it is: a push does not wait for a picture
        LOG.warn("previews could not be looked up; pushes go without", e);
      }
    }
    return found;
  }

  private void read(String link, UUID key) {
    readings.ask(link, key, now -> known.put(key, now));
  }

  private @Nullable LinkPreview pictured(@Nullable LinkPreview preview) {
    if (picture == null || (preview != null && preview.picture() != null)) {
      return preview;
    }
    return new LinkPreview(preview == null ? null : preview.title(), picture);
  }
}
