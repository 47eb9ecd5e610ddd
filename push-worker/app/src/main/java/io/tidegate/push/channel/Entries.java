package io.tidegate.push.channel;

import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app gets of a push besides what its user sees: the timer's data, with {@code pushId},
 * {@code link} and {@code linkTitle} (what the link's page calls itself) unless the timer has
 * entries of these names.
 */
public final class Entries {
  private Entries() {}

  /** What its user sees below the title: where it says nothing, what its link's page is called. */
  public static String body(Push push) {
    LinkPreview preview = push.preview();
    return push.body().isEmpty() && preview != null && preview.title() != null
        ? preview.title()
        : push.body();
  }

  /** The picture of its link; null if there is none. */
  public static @Nullable String picture(Push push) {
    LinkPreview preview = push.preview();
    return preview == null ? null : preview.picture();
  }

  /** Of a push. */
  public static Map<String, String> of(Push push) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("pushId", push.id());
    if (push.link() != null) {
      entries.put("link", push.link());
    }
    LinkPreview preview = push.preview();
    if (preview != null && preview.title() != null) {
      entries.put("linkTitle", preview.title());
    }
    entries.putAll(push.data());
    return entries;
  }
}
