package io.tidegate.push.timer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes pushes as {@link io.tidegate.messages.Push} is written, straight to bytes: a million of
 * them a minute are made here, and the data of a timer is JSON already. A test reads each back.
 *
 * <p>For one thread; one buffer is used again and again.
 */
final class PushText {
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] ID = ascii("{\"id\":\"");
  private static final byte[] TIMER = ascii("\",\"timer\":\"");
  private static final byte[] OCCURRENCE = ascii("\",\"occurrence\":\"");
  private static final byte[] USER = ascii("\",\"user\":\"");
  private static final byte[] DEVICE = ascii("\",\"device\":\"");
  private static final byte[] CHANNEL = ascii("\",\"channel\":\"");
  private static final byte[] APP = ascii("\",\"app\":\"");
  private static final byte[] TITLE = ascii("\",\"title\":\"");
  private static final byte[] BODY = ascii("\",\"body\":\"");
  private static final byte[] LINK = ascii("\",\"link\":");
  private static final byte[] DATA = ascii(",\"data\":");
  private static final byte[] DUE = ascii(",\"due\":\"");
  private static final byte[] EXPIRES = ascii("\",\"expires\":\"");
  private static final byte[] COLLAPSE_KEY = ascii("\",\"collapseKey\":");
  private static final byte[] ATTEMPT = ascii(",\"attempt\":1,\"repeated\":");
  private static final byte[] NULL = ascii("null");
  private static final byte[] NONE = ascii("{}");
  private static final byte[] TRUE = ascii("true}");
  private static final byte[] FALSE = ascii("false}");

  private final byte[] occurrence;
  private final byte[] due;
  private final Instant dueAt;
  private byte[] buffer = new byte[1024];
  private int length;
  private long lastTtl = -1;
  private byte[] lastExpires = NONE;

  /**
   * For one bucket of one minute.
   *
   * @param occurrence local date and minute
   * @param due the same as an instant
   */
  PushText(String occurrence, Instant due) {
    this.occurrence = ascii(occurrence);
    this.due = ascii(due.toString());
    this.dueAt = due;
  }

  /** One push. */
  byte[] write(DueTimer timer, UUID device, String channel, String app, boolean repeated) {
    length = 0;
    raw(ID);
    uuid(timer.id());
    one('/');
    raw(occurrence);
    one('/');
    uuid(device);
    raw(TIMER);
    uuid(timer.id());
    raw(OCCURRENCE);
    raw(occurrence);
    raw(USER);
    text(timer.user());
    raw(DEVICE);
    uuid(device);
    raw(CHANNEL);
    text(channel);
    raw(APP);
    text(app);
    raw(TITLE);
    text(timer.title());
    raw(BODY);
    text(timer.body());
    raw(LINK);
    quotedOrNull(timer.link());
    raw(DATA);
    if (timer.data() == null) {
      raw(NONE);
    } else {
      plain(timer.data());
    }
    raw(DUE);
    raw(due);
    raw(EXPIRES);
    raw(expires(timer.ttlSeconds()));
    raw(COLLAPSE_KEY);
    quotedOrNull(timer.collapseKey());
    raw(ATTEMPT);
    raw(repeated ? TRUE : FALSE);
    return Arrays.copyOf(buffer, length);
  }

  /** A device's id as the key of its records. */
  static byte[] key(UUID device) {
    return ascii(device.toString());
  }

  private byte[] expires(long ttl) {
    if (ttl != lastTtl) {
      lastTtl = ttl;
      lastExpires = ascii(dueAt.plusSeconds(ttl).toString());
    }
    return lastExpires;
  }

  private void quotedOrNull(@Nullable String text) {
    if (text == null) {
      raw(NULL);
    } else {
      one('"');
      text(text);
      one('"');
    }
  }

  private void text(String text) {
    room(text.length() * 6);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        buffer[length++] = '\\';
        buffer[length++] = (byte) c;
      } else if (c < ' ') {
        raw(ascii("\\u00"));
        buffer[length++] = HEX[c >> 4];
        buffer[length++] = HEX[c & 15];
      } else {
        i += utf8(text, i, c);
      }
    }
  }

  /** JSON as it is. */
  private void plain(String json) {
    room(json.length() * 3);
    for (int i = 0; i < json.length(); i++) {
      i += utf8(json, i, json.charAt(i));
    }
  }

  /** Writes the character at i; answers how many more chars it took. */
  private int utf8(String text, int i, char c) {
    if (c < 0x80) {
      buffer[length++] = (byte) c;
    } else if (c < 0x800) {
      buffer[length++] = (byte) (0xC0 | c >> 6);
      buffer[length++] = (byte) (0x80 | (c & 0x3F));
    } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      buffer[length++] = (byte) (0xF0 | point >> 18);
      buffer[length++] = (byte) (0x80 | (point >> 12 & 0x3F));
      buffer[length++] = (byte) (0x80 | (point >> 6 & 0x3F));
      buffer[length++] = (byte) (0x80 | (point & 0x3F));
      return 1;
    } else {
      buffer[length++] = (byte) (0xE0 | c >> 12);
      buffer[length++] = (byte) (0x80 | (c >> 6 & 0x3F));
      buffer[length++] = (byte) (0x80 | (c & 0x3F));
    }
    return 0;
  }

  private void uuid(UUID id) {
    room(36);
    hex(id.getMostSignificantBits() >>> 32, 8);
    buffer[length++] = '-';
    hex(id.getMostSignificantBits() >>> 16, 4);
    buffer[length++] = '-';
    hex(id.getMostSignificantBits(), 4);
    buffer[length++] = '-';
    hex(id.getLeastSignificantBits() >>> 48, 4);
    buffer[length++] = '-';
    hex(id.getLeastSignificantBits(), 12);
  }

  private void hex(long bits, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      buffer[length++] = HEX[(int) (bits >>> shift) & 15];
    }
  }

  private void raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void one(char c) {
    room(1);
    buffer[length++] = (byte) c;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, 2 * buffer.length));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
