package io.tidegate.push.preview;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was answered.
 *
 * @param type its content type; null if it said none
 * @param location where it leads on to; null if it said nothing
 * @param body what was read of it; empty if it was not wanted
 * @param cut whether there was more
 */
record WebPage(
    int status, @Nullable String type, @Nullable String location, Buffer body, boolean cut) {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  boolean isRedirect() {
    return REDIRECTS.contains(status) && location != null;
  }

  /** Whether a content type is that of a page. */
  static boolean isHtml(@Nullable String type) {
    String kind = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return kind.equals("text/html") || kind.equals("application/xhtml+xml");
  }
}
