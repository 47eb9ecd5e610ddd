package io.tidegate.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One notification for one device, on its way. The device's token is not in it: it is read when the
 * push is sent, and only if the device still belongs to the user.
 *
 * <p>The id stays the same however often the push is made, tried or replayed: {@link #idOf(UUID,
 * LocalDateTime, UUID)}. A push is a duplicate when one with its id was <em>delivered</em>.
 *
 * @param id push id, at most 200 characters
 * @param timer the timer that fell due; null for a message that nobody's timer asked for
 * @param occurrence local date and minute at which it fell due; null without a timer
 * @param user whose it is
 * @param device the device it is for
 * @param channel {@code fcm}, {@code apns}, {@code web-push} or {@code websocket}
 * @param app the device's app: what channel limits are counted by
 * @param title first line
 * @param body text below it, may be empty
 * @param link what opens when it is touched, or null
 * @param data for the app, may be empty
 * @param due when it fell due
 * @param expires from then on it is dropped and counted, not sent
 * @param collapseKey a later push with the same key replaces this one, 1 to 32 characters of {@code
 *     A-Z a-z 0-9 - _}; null for a push that stands for itself
 * @param attempt 1 for the first, one more for each retry
 * @param repeated whether it may have been on the queue before (a page repeated after a crash, a
 *     replay), so that it has to be looked up among what was delivered
 * @param preview what its link shows, put in when it is sent; null until then, and if there is
 *     nothing
 */
public record Push(
    String id,
    @Nullable UUID timer,
    @Nullable LocalDateTime occurrence,
    String user,
    UUID device,
    String channel,
    String app,
    String title,
    String body,
    @Nullable String link,
    Map<String, String> data,
    Instant due,
    Instant expires,
    @Nullable String collapseKey,
    int attempt,
    boolean repeated,
    @Nullable LinkPreview preview) {

  /** All channels. */
  public static final List<String> CHANNELS = List.of("fcm", "apns", "web-push", "websocket");

  public Push {
    if (id.isEmpty() || id.length() > 200) {
      throw new IllegalArgumentException(
          "a push id has 1 to 200 characters, but this one has " + id.length());
    }
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be 1 or more, but is " + attempt);
    }
    if (!expires.isAfter(due)) {
      throw new IllegalArgumentException(
          "a push must expire after it is due (" + due + "), but expires at " + expires);
    }
    data = Map.copyOf(data);
  }

  /** Without a preview, as it is made. */
  public Push(
      String id,
      @Nullable UUID timer,
      @Nullable LocalDateTime occurrence,
      String user,
      UUID device,
      String channel,
      String app,
      String title,
      String body,
      @Nullable String link,
      Map<String, String> data,
      Instant due,
      Instant expires,
      @Nullable String collapseKey,
      int attempt,
      boolean repeated) {
    this(
        id,
        timer,
        occurrence,
        user,
        device,
        channel,
        app,
        title,
        body,
        link,
        data,
        due,
        expires,
        collapseKey,
        attempt,
        repeated,
        null);
  }

  /** The id of a timer's push: the same for the same timer, local date and minute, and device. */
  public static String idOf(UUID timer, LocalDateTime occurrence, UUID device) {
    return timer + "/" + occurrence + "/" + device;
  }

  /** 128 bits of the id's SHA-256, where a short key is needed: a table's, a push service's. */
  public UUID key() {
    return keyOf(id);
  }

  /** {@link #key()} of the push with this id. */
  public static UUID keyOf(String id) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The same push with what its link shows. */
  public Push showing(LinkPreview shown) {
    return with(attempt, expires, repeated, shown);
  }

  /** The same push, tried once more. */
  public Push next() {
    return with(attempt + 1, expires, true, null);
  }

  /** The same push, put on the queue anew without having been tried. */
  public Push again() {
    return with(attempt, expires, true, null);
  }

  /** The same push as it was at first, for another time to live: what was given up is replayed. */
  public Push anew(Instant newExpires) {
    return with(1, newExpires, true, null);
  }

  private Push with(
      int newAttempt, Instant newExpires, boolean perhapsRepeated, @Nullable LinkPreview shown) {
    return new Push(
        id,
        timer,
        occurrence,
        user,
        device,
        channel,
        app,
        title,
        body,
        link,
        data,
        due,
        newExpires,
        collapseKey,
        newAttempt,
        perhapsRepeated,
        shown);
  }
}
