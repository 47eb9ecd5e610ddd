package io.tidegate.policy;

import io.tidegate.policy.yaml.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of single values in policy files. */
final class Scalars {

  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");

  static final Scalar<FieldPath> FIELD =
      Scalar.text(
          "a field of the answer, such as next_page or account_list[*].account_num",
          FieldPath::parse);

  static final Scalar<ZoneId> ZONE = zone();

  static final Scalar<String> TARGET_TEXT =
      Scalar.text(
          "a path that begins with / and perhaps a query, percent-encoded where needed, such as"
              + " /v1/accounts?since={since}",
          Scalars::target);

  private Scalars() {}

  static Scalar<Duration> duration(Duration least, Duration most) {
    return Scalar.text(
            "a duration such as 2s or PT2S, %s to %s"
                .formatted(Durations.show(least), Durations.show(most)),
            text -> {
              Duration duration = Durations.parse(text);
              return duration == null
                      || duration.compareTo(least) < 0
                      || duration.compareTo(most) > 0
                  ? null
                  : duration;
            })
        .withPattern(Durations.PATTERN);
  }

  static <E extends Enum<E>> Scalar<E> words(Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Scalars::word).toList();
    return Scalar.oneOf(words, text -> type.getEnumConstants()[words.indexOf(text)]);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Scalar<ZoneId> zone() {
    List<String> zones = new ArrayList<>(ZoneId.getAvailableZoneIds());
    zones.sort(null);
    Scalar<ZoneId> listed = Scalar.oneOf(zones, ZoneId::of);
    // The words are hints only: an editor's schema must not change with the JDK's zones.
    return new Scalar<>(
        listed.kind(),
        "a time zone such as Asia/Seoul",
        listed.parser(),
        zones,
        "[A-Za-z0-9_+/-]+",
        null,
        null);
  }

  private static @Nullable String target(String text) {
    String filled = Template.PLACEHOLDER.matcher(text).replaceAll("x");
    if (!TARGET.matcher(filled).matches() || text.startsWith("//")) {
      return null;
    }
    try {
      URI uri = new URI(filled);
      return uri.getRawFragment() == null && uri.getRawAuthority() == null ? text : null;
    } catch (URISyntaxException e) {
      return null; // refused; the message says what is allowed
    }
  }
}
