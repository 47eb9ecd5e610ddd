package io.tidegate.push.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts previews into pushes that have room for them: push services refuse what is larger than 4 KB,
 * and a push must not be lost for a picture.
 */
final class Fitting {
  /** Of texts; names, quotes and headers have the rest. */
  private static final int MOST = 3_500;

  private Fitting() {}

  /** The push with as much of a preview as there is room for. */
  static Push push(Push push, LinkPreview preview) {
    int room = MOST - bytes(push);
    String picture = preview.picture();
    if (bytes(picture) > room) {
      picture = null;
    }
    room -= bytes(picture);
    String title = preview.title();
    int times = push.body().isEmpty() ? 2 : 1; // it stands in the body's place too
    if (times * bytes(title) > room) {
      title = null;
    }
    return title == null && picture == null ? push : push.showing(new LinkPreview(title, picture));
  }

  private static int bytes(Push push) {
    int sum = bytes(push.title()) + bytes(push.body()) + bytes(push.link());
    for (Map.Entry<String, String> entry : push.data().entrySet()) {
      sum += bytes(entry.getKey()) + bytes(entry.getValue());
    }
    return sum;
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(UTF_8).length;
  }
}
