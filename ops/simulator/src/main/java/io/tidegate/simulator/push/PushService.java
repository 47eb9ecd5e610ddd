package io.tidegate.simulator.push;

import io.vertx.core.json.JsonObject;

/** A push service's double, from any thread. */
interface PushService {
  /** As devices register with it: {@code fcm}, {@code apns}, {@code web-push}. */
  String channel();

  /** What a sender must know: addresses, and files beside the address file. */
  JsonObject settings();

  /** What it is told to do with messages, and how many there were. */
  Scripts scripts();

  /** A device's token is dead from now on. */
  void kill(String device);
}
