package io.tidegate.push.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Push;
import io.tidegate.push.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A push and a device as channels get them. */
public final class Specimens {
  private static final UUID DEVICE = UUID.fromString("11111111-2222-3333-4444-555555555555");

  private Specimens() {}

  /** A push that is due now, lives for an hour and has all that a push can have. */
  public static Push push(String channel) {
    Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new Push(
        "rent/2026-11-28T09:00/" + DEVICE,
        null,
        null,
        "ann",
        DEVICE,
        channel,
        "bank",
        "Miete 집세",
        "fällig",
        "https://example.com/rent",
        Map.of("account", "7"),
        due,
        due.plus(Duration.ofHours(1)),
        "rent",
        1,
        false);
  }

  /** The same push with another id, for another device. */
  public static Push named(Push push, String id) {
    UUID device = UUID.nameUUIDFromBytes(id.getBytes(UTF_8));
    return changed(push, id, device, push.body(), push.expires());
  }

  /** The same push with another time to live. */
  public static Push living(Push push, Duration ttl) {
    return changed(push, push.id(), push.device(), push.body(), push.due().plus(ttl));
  }

  /** The same push without a body. */
  public static Push silent(Push push) {
    return changed(push, push.id(), push.device(), "", push.expires());
  }

  private static Push changed(Push push, String id, UUID device, String body, Instant expires) {
    return new Push(
        id,
        push.timer(),
        push.occurrence(),
        push.user(),
        device,
        push.channel(),
        push.app(),
        push.title(),
        body,
        push.link(),
        push.data(),
        push.due(),
        expires,
        push.collapseKey(),
        push.attempt(),
        push.repeated(),
        push.preview());
  }

  /** Its device. */
  public static Device device(
      String channel, String app, String token, @Nullable String p256dh, @Nullable String auth) {
    Instant registered = Instant.parse("2026-11-01T00:00:00.123456Z");
    return new Device(
        DEVICE,
        "ann",
        app,
        channel,
        token,
        p256dh,
        auth,
        null,
        1,
        registered,
        registered.plusSeconds(60));
  }
}
