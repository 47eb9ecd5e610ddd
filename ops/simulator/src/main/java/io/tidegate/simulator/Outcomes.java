package io.tidegate.simulator;

import io.tidegate.policy.Policy;
import io.tidegate.policy.ResponseClass;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an institution says things: for each class the (status, code) that its policy's own table has
 * for it; so the caller's table is tried as it is.
 */
final class Outcomes {
  /** Where a table has several for a class, the one that is meant. */
  private static final List<String> PREFERRED =
      List.of(
          "200/00000",
          "200/00001",
          "429/42901",
          "500/50009",
          "500/50008",
          "401/40106",
          "403/40305",
          "401/40101");

  private static final Map<ResponseClass, Integer> PLAIN =
      Map.of(
          ResponseClass.SUCCESS, 200,
          ResponseClass.TRANSIENT, 500,
          ResponseClass.MAINTENANCE, 503,
          ResponseClass.OUTSIDE_WINDOW, 503,
          ResponseClass.QUOTA, 429,
          ResponseClass.AUTH, 401,
          ResponseClass.CONFIG, 404,
          ResponseClass.CONSENT_ENDED, 403,
          ResponseClass.ASSET_CLOSED, 404);

  private final Map<String, ResponseClass> entries;

  Outcomes(Policy policy) {
    this.entries = new TreeMap<>(policy.responses().entries());
  }

  Outcome success() {
    return of(ResponseClass.SUCCESS, "success");
  }

  /** How it says that nothing has changed; null if it cannot. */
  @Nullable Outcome unchanged() {
    return entries.containsValue(ResponseClass.UNCHANGED)
        ? of(ResponseClass.UNCHANGED, "up to date")
        : null;
  }

  /** Too many calls: 429 as everywhere, with the code for it if there is one. */
  Outcome throttled() {
    Outcome own = of(ResponseClass.THROTTLED, "too many calls");
    return new Outcome(429, own.code(), own.message());
  }

  Outcome of(ResponseClass meaning, String message) {
    List<String> keys = keys(meaning);
    String key =
        PREFERRED.stream()
            .filter(keys::contains)
            .findFirst()
            .orElse(keys.isEmpty() ? "" : keys.getFirst());
    if (key.isEmpty()) {
      return new Outcome(PLAIN.getOrDefault(meaning, 400), "", message);
    }
    return outcome(key, message);
  }

  /** One with this status and code, or of this class if the table does not have it. */
  Outcome named(String key, ResponseClass otherwise, String message) {
    return entries.containsKey(key) ? outcome(key, message) : of(otherwise, message);
  }

  /** Every way to say that something failed for now: the institution's own codes, if it has any. */
  List<Outcome> transients() {
    List<String> keys = keys(ResponseClass.TRANSIENT);
    List<Outcome> own =
        keys.stream()
            .filter(key -> key.contains("/"))
            .map(key -> outcome(key, "try again later"))
            .toList();
    return own.isEmpty() ? List.of(new Outcome(500, "", "try again later")) : own;
  }

  private List<String> keys(ResponseClass meaning) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue() == meaning)
        .map(Map.Entry::getKey)
        .filter(key -> key.matches("[1-5][0-9]{2}(/.+)?"))
        .sorted((a, b) -> Boolean.compare(!a.contains("/"), !b.contains("/")))
        .toList();
  }

  private static Outcome outcome(String key, String message) {
    int slash = key.indexOf('/');
    int status = Integer.parseInt(slash < 0 ? key : key.substring(0, slash));
    return new Outcome(status, slash < 0 ? "" : key.substring(slash + 1), message);
  }
}
