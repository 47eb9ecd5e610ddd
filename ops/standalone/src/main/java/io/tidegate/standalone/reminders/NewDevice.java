package io.tidegate.standalone.reminders;

import io.tidegate.messages.Push;
import io.tidegate.standalone.SimulatedPushServices;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A user's device, as a backend registers it: on all four channels in turn.
 *
 * @param number of the user, from 0
 */
record NewDevice(int number) {

  String channel() {
    return Push.CHANNELS.get(number % Push.CHANNELS.size());
  }

  /**
   * What is posted.
   *
   * @param browser what the simulated push services say of subscriptions for Web Push
   */
  Map<String, Object> body(JsonNode browser) {
    Map<String, Object> body = new HashMap<>();
    body.put("channel", channel());
    body.put("app", SimulatedPushServices.APP);
    switch (channel()) {
      case "fcm" -> body.put("token", "demo-device-of-user-" + number);
      case "apns" -> body.put("token", String.format(Locale.ROOT, "%064x", number));
      case "web-push" ->
          body.put(
              "subscription",
              Map.of(
                  "endpoint",
                  browser.path("endpoints").asString() + "user-" + number,
                  "keys",
                  browser.path("keys")));
      default -> {} // a socket has no address
    }
    return body;
  }
}
