package io.tidegate.push.channel;

import io.tidegate.messages.Push;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an app gets of a push besides what its user sees: the timer's data, with {@code pushId} and
 * {@code link} unless the timer has entries of these names.
 */
public final class Entries {
  private Entries() {}

  /** Of a push. */
  public static Map<String, String> of(Push push) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("pushId", push.id());
    if (push.link() != null) {
      entries.put("link", push.link());
    }
    entries.putAll(push.data());
    return entries;
  }
}
