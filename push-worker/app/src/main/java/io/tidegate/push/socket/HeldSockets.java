package io.tidegate.push.socket;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sockets that are open at this process, one of a device. For many threads. */
final class HeldSockets {
  private final Map<UUID, Socket> all = new ConcurrentHashMap<>();

  /** A socket is open, in place of any other of its device. */
  void add(Socket socket) {
    Socket before = all.put(socket.device(), socket);
    if (before != null) {
      before.close(Socket.REPLACED, "the device has another socket");
    }
  }

  /** A socket is no more. */
  void remove(Socket socket) {
    all.remove(socket.device(), socket);
  }

  /** A device's socket; null if it has none here. */
  @Nullable Socket of(UUID device) {
    return all.get(device);
  }

  /** Those of some devices that have a socket here. */
  Set<UUID> among(Collection<UUID> devices) {
    Set<UUID> here = new HashSet<>(devices);
    here.retainAll(all.keySet());
    return here;
  }

  int size() {
    return all.size();
  }

  /**
   * Signs of life; and sockets that are another's by the database's word are closed.
   *
   * @param registered the sockets that are here by its word
   */
  void check(Set<UUID> registered, long silentNanos, long patienceNanos) {
    for (Socket socket : all.values()) {
      if (registered.contains(socket.id())) {
        socket.check(silentNanos, patienceNanos);
      } else {
        socket.close(Socket.REPLACED, "the device has another socket, or is registered no more");
      }
    }
  }

  /**
   * Closes all: their devices come again, here or elsewhere. One that is opened meanwhile stays,
   * and is seen to later.
   */
  void sendAway() {
    all.forEach(
        (device, socket) -> {
          if (all.remove(device, socket)) {
            socket.close(Socket.COME_AGAIN, "come again");
          }
        });
  }
}
