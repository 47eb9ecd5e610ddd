package io.tidegate.push.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Shown;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One device's open socket. Pushes lie in the database; here are only those that were written and
 * not acknowledged, a bounded number: a device that does not read or acknowledge gets no more of
 * them, and its socket is closed in the end. All of it runs on the socket's event loop.
 */
final class Socket {
  /** Nothing was heard from the device for a time. */
  static final short SILENT = 4000;

  /** The device read too slowly. */
  static final short TOO_SLOW = 4001;

  /** The device did not acknowledge in time. */
  static final short UNACKNOWLEDGED = 4002;

  /** The device has another socket by now, or is registered no more. */
  static final short REPLACED = 4003;

  /** This process gives its sockets up; come again at once. */
  static final short COME_AGAIN = 1012;

  private static final int HIGH_WATER = 64 << 10;

  /** What a device sends: the push that it has. */
  private record Acknowledgement(@Nullable String ack) {}

  /** What a socket tells of itself. */
  interface Listener {
    /** There is room for more. */
    void hasRoom(UUID device);

    /** The device has it. */
    void acknowledged(Push push);

    /** It is closed because of what its device did or did not do; with this code. */
    void cutOff(short code);

    /** It is no more. */
    void closed(Socket socket);
  }

  private final UUID id;
  private final UUID device;
  private final ServerWebSocket connection;
  private final Context loop;
  private final int most;
  private final Listener listener;
  private final Map<String, Push> unacknowledged = new LinkedHashMap<>();

  /** Acknowledged, and perhaps read from the database a last time. */
  private final Set<String> settling = new HashSet<>();

  private long heard = System.nanoTime();
  private long moved = System.nanoTime();
  private boolean missed;
  private boolean cutOff;

  Socket(
      UUID id, UUID device, ServerWebSocket connection, Context loop, int most, Listener listener) {
    this.id = id;
    this.device = device;
    this.connection = connection;
    this.loop = loop;
    this.most = most;
    this.listener = listener;
  }

  UUID id() {
    return id;
  }

  UUID device() {
    return device;
  }

  /** Begins to listen; on the event loop. */
  void open() {
    connection.setWriteQueueMaxSize(HIGH_WATER);
    connection.textMessageHandler(this::hear);
    connection.pongHandler(pong -> heard = System.nanoTime());
    connection.exceptionHandler(error -> {}); // the end is told by the handler below
    connection.drainHandler(
        drained -> {
          moved = System.nanoTime();
          askForMore();
        });
    connection.closeHandler(closed -> listener.closed(this));
  }

  private void hear(String text) {
    heard = System.nanoTime();
    @Nullable String ack;
    try {
      Acknowledgement said = Messages.read(text.getBytes(UTF_8), Acknowledgement.class);
      ack = said == null ? null : said.ack(); // JSON's null is read as one
    } catch (IllegalArgumentException e) {
      var _ = connection.close((short) 1007, "what was sent is no acknowledgement");
      return;
    }
    Push push = ack == null ? null : unacknowledged.remove(ack);
    if (push != null) {
      moved = System.nanoTime();
      settling.add(push.id());
      listener.acknowledged(push);
      askForMore();
    }
  }

  private void askForMore() {
    if (missed && hasRoom()) {
      missed = false;
      listener.hasRoom(device);
    }
  }

  private boolean hasRoom() {
    return unacknowledged.size() < most && !connection.writeQueueFull();
  }

  /** Writes those that were not written yet, as far as there is room; from any thread. */
  void deliver(List<Push> pushes) {
    loop.runOnContext(
        run -> {
          for (Push push : pushes) {
            if (unacknowledged.containsKey(push.id()) || settling.contains(push.id())) {
              continue;
            }
            if (!hasRoom() || connection.isClosed()) {
              missed = true;
              return;
            }
            if (unacknowledged.isEmpty()) {
              moved = System.nanoTime();
            }
            unacknowledged.put(push.id(), push);
            var _ = connection.writeTextMessage(new String(Messages.write(Shown.of(push)), UTF_8));
          }
        });
  }

  /**
   * Closes it if the device is silent, slow or does not acknowledge; else asks for a sign of life.
   */
  void check(long silentNanos, long patienceNanos) {
    loop.runOnContext(
        run -> {
          long now = System.nanoTime();
          if (now - heard > silentNanos) {
            cutOff(SILENT, "nothing was heard");
          } else if (now - moved > patienceNanos && connection.writeQueueFull()) {
            cutOff(TOO_SLOW, "read too slowly");
          } else if (now - moved > patienceNanos && !unacknowledged.isEmpty()) {
            cutOff(UNACKNOWLEDGED, "pushes were not acknowledged");
          } else {
            var _ = connection.writePing(Buffer.buffer());
          }
        });
  }

  private void cutOff(short code, String reason) {
    if (!cutOff) {
      cutOff = true;
      listener.cutOff(code);
      var _ = connection.close(code, reason);
    }
  }

  /** A push that was acknowledged is in the database no more; from any thread. */
  void settled(Push push) {
    loop.runOnContext(run -> settling.remove(push.id()));
  }

  /** Ends it; from any thread. */
  void close(short code, String reason) {
    loop.runOnContext(
        run -> {
          var _ = connection.close(code, reason);
        });
  }
}
