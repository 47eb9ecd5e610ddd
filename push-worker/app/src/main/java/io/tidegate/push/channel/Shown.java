package io.tidegate.push.channel;

import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A push as an app of the company's own reads it, from a socket or in a browser's service worker.
 *
 * @param type always {@code push}
 * @param id push id: the same when it comes twice
 * @param linkTitle what the link's page calls itself; null if that is not known
 * @param image the link's picture; null if there is none
 */
public record Shown(
    String type,
    String id,
    String title,
    String body,
    @Nullable String link,
    @Nullable String linkTitle,
    @Nullable String image,
    Map<String, String> data,
    Instant due) {
  /** Of a push. */
  public static Shown of(Push push) {
    LinkPreview preview = push.preview();
    return new Shown(
        "push",
        push.id(),
        push.title(),
        push.body(),
        push.link(),
        preview == null ? null : preview.title(),
        preview == null ? null : preview.picture(),
        push.data(),
        push.due());
  }
}
