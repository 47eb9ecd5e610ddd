package io.tidegate.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The parameters of a request's query; of several with one name the first. */
final class Query {
  private Query() {}

  static Map<String, String> parse(String query) {
    Map<String, String> parameters = HashMap.newHashMap(8);
    int at = 0;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      if (equals < 0 || equals > end) {
        parameters.putIfAbsent(decoded(query.substring(at, end)), "");
      } else {
        parameters.putIfAbsent(
            decoded(query.substring(at, equals)), decoded(query.substring(equals + 1, end)));
      }
      at = end + 1;
    }
    return parameters;
  }

  /** Percent signs that stand for nothing stay as they are. */
  static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
