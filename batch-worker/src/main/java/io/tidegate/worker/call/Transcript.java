package io.tidegate.worker.call;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What went over the wire, as text for people; secrets are in it still. */
final class Transcript {
  private Transcript() {}

  static String of(String first, MultiMap headers, String body) {
    StringBuilder text = new StringBuilder(first).append('\n');
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(body).toString();
  }

  /** Null when no answer came. */
  static @Nullable String of(Answer answer) {
    MultiMap headers = answer.headers();
    return headers == null
        ? null
        : of("HTTP " + answer.status(), headers, new String(answer.body(), StandardCharsets.UTF_8));
  }
}
