package io.tidegate.push.queue;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads pushes from records, and refuses what the tables could not take later: one record that
 * nobody can settle would hold up its partition for ever.
 */
final class Legible {
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

  private static final int LONGEST_COLLAPSE_KEY = 32;

  /** Half of what a record may have: with more it could not be written again. */
  private static final int LARGEST = 512 << 10;

  /** More than there is time for. */
  private static final int MOST_ATTEMPTS = 1_000_000;

  private Legible() {}

  /**
   * The push in a record.
   *
   * @param channel the one it must be for; null for any
   * @throws IllegalArgumentException when it is none, with what is wrong
   */
  static Push push(byte @Nullable [] value, @Nullable String channel) {
    if (value == null) {
      throw new IllegalArgumentException("it is empty");
    }
    if (value.length > LARGEST) {
      throw new IllegalArgumentException("it has %d bytes".formatted(value.length));
    }
    Push push = read(value);
    if (needed(push).anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("not a Push: something is missing");
    }
    if (!Push.CHANNELS.contains(push.channel())
        || (channel != null && !channel.equals(push.channel()))) {
      throw new IllegalArgumentException("its channel is " + push.channel());
    }
    if (push.due().isBefore(FIRST) || push.expires().isAfter(LAST)) {
      throw new IllegalArgumentException("its instants are in no year from 1970 to 9998");
    }
    if (push.attempt() > MOST_ATTEMPTS) {
      throw new IllegalArgumentException("its attempt is " + push.attempt());
    }
    if (texts(push).anyMatch(text -> text.codePoints().anyMatch(Legible::cannotBeStored))) {
      throw new IllegalArgumentException("its texts hold a NUL or half a character");
    }
    String collapseKey = push.collapseKey();
    if (collapseKey != null && collapseKey.length() > LONGEST_COLLAPSE_KEY) {
      throw new IllegalArgumentException(
          "its collapse key has %d characters".formatted(collapseKey.length()));
    }
    return push;
  }

  private static boolean cannotBeStored(int character) {
    return character == 0 || (character >= 0xD800 && character <= 0xDFFF);
  }

  private static Push read(byte[] value) {
    try {
      return Messages.read(value, Push.class);
    } catch (NullPointerException e) {
      throw new IllegalArgumentException("not a Push: something is missing", e);
    }
  }

  /** What every push has, but where its JSON lacks it. */
  private static Stream<Object> needed(Push push) {
    return Stream.of(
        push.user(), push.device(), push.channel(), push.app(), push.title(), push.body());
  }

  private static Stream<String> texts(Push push) {
    return Stream.concat(
        Stream.of(
            push.id(),
            push.user(),
            push.app(),
            push.title(),
            push.body(),
            push.link() == null ? "" : push.link(),
            push.collapseKey() == null ? "" : push.collapseKey(),
            String.valueOf(push.preview())),
        push.data().entrySet().stream().flatMap(one -> Stream.of(one.getKey(), one.getValue())));
  }
}
