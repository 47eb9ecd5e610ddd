package io.tidegate.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which dead letters are meant; mixed into commands. */
final class WhichLetters {
  @Option(
      names = "--channel",
      paramLabel = "C",
      description = "Of a channel: fcm, apns, web-push, websocket.")
  private @Nullable String channel;

  @Option(
      names = "--reason",
      paramLabel = "R",
      description = "Given up for a reason, such as out-of-time, refused, token-dead, unreadable.")
  private @Nullable String reason;

  @Option(names = "--user", paramLabel = "U", description = "Of a user.")
  private @Nullable String user;

  @Option(
      names = "--since",
      paramLabel = "T",
      description = "Given up at this instant or later, such as 2026-11-28T09:00:00Z.")
  private @Nullable Instant since;

  @Option(names = "--until", paramLabel = "T", description = "Given up before this instant.")
  private @Nullable Instant until;

  /** What was said of them, by the names that push-worker knows. */
  Map<String, Object> said() {
    Map<String, Object> said = new LinkedHashMap<>();
    put(said, "channel", channel);
    put(said, "reason", reason);
    put(said, "user", user);
    put(said, "since", since);
    put(said, "until", until);
    return said;
  }

  private static void put(Map<String, Object> said, String name, @Nullable Object value) {
    if (value != null) {
      said.put(name, value.toString());
    }
  }

  /** As the query of a URL, with the question mark. */
  static String query(Map<String, Object> said) {
    return said.entrySet().stream()
        .map(
            one ->
                one.getKey()
                    + "="
                    + URLEncoder.encode(one.getValue().toString(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
  }
}
