package io.tidegate.simulator.push;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a push service is told to do with a message. */
sealed interface Script {
  Set<String> KEYS = Set.of("answer", "status", "code", "retryAfter", "times");

  /** It is accepted, if it is a right one. */
  record Accept() implements Script {}

  /**
   * It is refused.
   *
   * @param status of HTTP
   * @param code the service's own word for it; empty where it has none
   * @param retryAfter the header of that name; null for none
   */
  record Refuse(int status, String code, @Nullable String retryAfter) implements Script {}

  /** It is never answered. */
  record Hang() implements Script {}

  /** Its stream is reset, or its connection cut. */
  record Reset() implements Script {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Script read(JsonObject json) {
    Set<String> unknown = new TreeSet<>(json.fieldNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown: " + unknown + ", allowed: " + new TreeSet<>(KEYS));
    }
    return switch (json.getString("answer", "")) {
      case "accept" -> new Accept();
      case "hang" -> new Hang();
      case "reset" -> new Reset();
      case "refuse" ->
          new Refuse(
              status(json.getInteger("status", 503)),
              json.getString("code", ""),
              json.getString("retryAfter"));
      default -> throw new IllegalArgumentException("answer must be accept, refuse, hang or reset");
    };
  }

  private static int status(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be 400 to 599, but is " + status);
    }
    return status;
  }
}
