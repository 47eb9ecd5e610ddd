package io.tidegate.worker.call;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What has come of an answer so far, and what was read out of it. I/O thread only. */
final class Answer {
  private static final byte[] NOTHING = {};

  final AnswerReader reader;
  private final int largest;
  private final boolean keepsBody;
  private final BodyRoom room;
  private int inRoom;
  private int status;
  private @Nullable MultiMap headers;
  private int length;
  private byte[] body = NOTHING;

  /**
   * An answer of which nothing has come.
   *
   * @param keepsBody whether somebody wants the body itself
   */
  Answer(Refresh refresh, boolean keepsBody, BodyRoom room) {
    this.reader =
        new AnswerReader(
            refresh.terms().call(refresh.callIndex()).fields,
            refresh.terms().policy().callsPerRefresh().most());
    this.largest = refresh.terms().policy().answers().maxBody();
    this.keepsBody = keepsBody;
    this.room = room;
  }

  void begin(HttpClientResponse response) {
    status = response.statusCode();
    headers = response.headers();
  }

  /** Takes a part of the body; says what speaks against it. */
  Exchange.Trouble take(Buffer chunk) {
    int more = chunk.length();
    if (more > largest - length) {
      return Exchange.Trouble.TOO_LARGE;
    }
    int beyond = Math.min(more, length + more - BodyRoom.FREE);
    if (beyond > 0) {
      if (!room.take(beyond)) {
        return Exchange.Trouble.NO_ROOM;
      }
      inRoom += beyond;
    }
    byte[] bytes = chunk.getBytes();
    reader.feed(bytes);
    if (keepsBody) {
      keep(bytes);
    }
    length += more;
    return Exchange.Trouble.NONE;
  }

  private void keep(byte[] bytes) {
    if (length == 0) {
      body = bytes;
      return;
    }
    if (body.length < length + bytes.length) {
      body = Arrays.copyOf(body, Math.max(length + bytes.length, body.length * 2));
    }
    System.arraycopy(bytes, 0, body, length, bytes.length);
  }

  /** Nothing more comes; what came is kept in no more memory than it needs. */
  void end(boolean whole, boolean wanted) {
    if (whole) {
      reader.end();
    } else {
      reader.breakOff();
    }
    if (!whole && !wanted) {
      body = NOTHING;
    } else if (keepsBody && body.length > length) {
      body = Arrays.copyOf(body, length);
    }
    room.giveBack(inRoom);
    inRoom = 0;
  }

  /** HTTP status; 0 when no answer has come. */
  int status() {
    return status;
  }

  /** Null while none have come. */
  @Nullable MultiMap headers() {
    return headers;
  }

  /** Bytes of the body so far. */
  int length() {
    return length;
  }

  /** The body to the byte, once it has ended; empty where nobody wants it. */
  byte[] body() {
    return body;
  }

  /** Whether it can be read, and something is there where something must be. */
  boolean isReadable() {
    boolean mayBeEmpty = status == 204 || status == 205 || status == 304; // RFC 9110 §15
    return !reader.isBroken() && (mayBeEmpty || !reader.isEmpty());
  }
}
