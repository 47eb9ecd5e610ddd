package io.tidegate.simulator.fcm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** FCM's error documents. */
final class FcmErrors {
  /** Codes that are Google's, and not FCM's own. */
  private static final Set<String> WITHOUT_DETAILS = Set.of("UNAUTHENTICATED", "NOT_FOUND");

  private FcmErrors() {}

  /** The code of HTTP's kind beside its own. */
  static JsonObject document(FcmReply.Refuse refusal, String text) {
    JsonObject error =
        new JsonObject()
            .put("code", refusal.status())
            .put("message", text)
            .put("status", status(refusal.status()));
    if (!WITHOUT_DETAILS.contains(refusal.code())) {
      error.put(
          "details",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError")
                      .put("errorCode", refusal.code())));
    }
    return new JsonObject().put("error", error);
  }

  private static String status(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      default -> "INTERNAL";
    };
  }
}
