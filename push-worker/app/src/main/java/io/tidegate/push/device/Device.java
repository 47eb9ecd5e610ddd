package io.tidegate.push.device;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered device.
 *
 * @param token of FCM or APNs, or a subscription's endpoint; null for a WebSocket
 * @param p256dh a subscription's public key; else null
 * @param auth a subscription's secret; else null
 * @param version raised by each renewal
 * @param renewedAt when its app last said that the token holds
 */
public record Device(
    UUID id,
    String user,
    String app,
    String channel,
    @Nullable String token,
    @Nullable String p256dh,
    @Nullable String auth,
    @Nullable String locale,
    int version,
    Instant registeredAt,
    Instant renewedAt) {

  /** Without what is secret. */
  @Override
  public String toString() {
    return "Device[" + id + ", " + channel + ", " + app + "]";
  }
}
