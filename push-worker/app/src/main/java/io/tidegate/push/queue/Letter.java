package io.tidegate.push.queue;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What is given up. */
final class Letter {
  /** The reason of what is no push. */
  static final String UNREADABLE = "unreadable";

  /** The reason of a push that the database refuses. */
  static final String UNSTORABLE = "unstorable";

  private final String id;
  private final @Nullable Push push;
  private final String channel;
  private final byte @Nullable [] key;
  private final byte[] value;
  private final String reason;
  private final String said;
  private final @Nullable Instant deadSince;
  private final Instant at;

  private Letter(
      String id,
      @Nullable Push push,
      String channel,
      byte @Nullable [] key,
      byte[] value,
      String reason,
      String said,
      @Nullable Instant deadSince,
      Instant at) {
    this.id = id;
    this.push = push;
    this.channel = channel;
    this.key = key;
    this.value = value;
    this.reason = reason;
    this.said = said;
    this.deadSince = deadSince;
    this.at = at;
  }

  /** Whether letters of a reason show no push. */
  static boolean isRaw(String reason) {
    return reason.equals(UNREADABLE) || reason.equals(UNSTORABLE);
  }

  /** Of a push. */
  static Letter of(Push push, Next.Dead dead, Instant at) {
    return new Letter(
        push.id(),
        push,
        push.channel(),
        HandOn.key(push),
        Messages.write(push),
        dead.reason(),
        dead.said(),
        dead.deadSince(),
        at);
  }

  /** Of what is no push. */
  static Letter unreadable(
      ConsumerRecord<byte[], byte[]> record, String channel, String why, Instant at) {
    byte[] value = record.value();
    return new Letter(
        record.topic() + "/" + record.partition() + "/" + record.offset(),
        null,
        channel,
        record.key(),
        value == null ? new byte[0] : value,
        UNREADABLE,
        cut(why),
        null,
        at);
  }

  /** Of a push that the database refuses: its texts may be what is refused. */
  static Letter unstorable(Push push, String why, Instant at) {
    return new Letter(
        push.id(),
        null,
        push.channel(),
        HandOn.key(push),
        Messages.write(push),
        UNSTORABLE,
        cut(why),
        null,
        at);
  }

  private static String cut(String text) {
    String storable = text.replace('\0', ' ');
    return storable.length() <= 300 ? storable : storable.substring(0, 300);
  }

  /** Push id; for what cannot be read, where it lay. */
  String id() {
    return id;
  }

  /** Null if it cannot be read or stored. */
  @Nullable Push push() {
    return push;
  }

  String channel() {
    return channel;
  }

  /** Of its record. */
  byte @Nullable [] key() {
    return key;
  }

  /** Of its record. */
  byte[] value() {
    return value;
  }

  /** One word. */
  String reason() {
    return reason;
  }

  /** What was said last. */
  String said() {
    return said;
  }

  /** Since when its device's token is dead; null if it is not. */
  @Nullable Instant deadSince() {
    return deadSince;
  }

  /** When it was given up. */
  Instant at() {
    return at;
  }
}
