package io.tidegate.push.socket;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that have shown no token yet: each costs a file and memory, and anybody can open
 * them. So there are not many, and they may not take long; when there are too many the oldest goes,
 * as a device shows its token with its first words.
 */
final class Strangers {
  private record Stranger(HttpConnection connection, long since) {}

  private final int most;
  private final long patience;

  /** In the order in which they came. */
  private final Map<SocketAddress, Stranger> strangers = new LinkedHashMap<>();

  Strangers(int most, Duration patience) {
    this.most = most;
    this.patience = patience.toNanos();
  }

  /** One has come. */
  void come(HttpConnection connection, long now) {
    SocketAddress from = connection.remoteAddress();
    Stranger stranger = new Stranger(connection, now);
    connection.closeHandler(closed -> forget(from, stranger));
    Stranger tooMany = add(from, stranger);
    if (tooMany != null) {
      var _ = tooMany.connection().close();
    }
  }

  private synchronized @Nullable Stranger add(SocketAddress from, Stranger stranger) {
    strangers.put(from, stranger);
    if (strangers.size() <= most) {
      return null;
    }
    Iterator<Stranger> oldest = strangers.values().iterator();
    Stranger first = oldest.next();
    oldest.remove();
    return first;
  }

  private synchronized void forget(SocketAddress from, Stranger stranger) {
    strangers.remove(from, stranger);
  }

  /** One is no stranger any more; answers its connection, unless it is closed already. */
  synchronized @Nullable HttpConnection admit(SocketAddress from) {
    Stranger admitted = strangers.remove(from);
    return admitted == null ? null : admitted.connection();
  }

  /** Closes those that have taken too long. */
  void sendAway(long now) {
    for (HttpConnection late : late(now)) {
      var _ = late.close();
    }
  }

  private synchronized List<HttpConnection> late(long now) {
    List<HttpConnection> late = new ArrayList<>();
    Iterator<Stranger> all = strangers.values().iterator();
    while (all.hasNext()) {
      Stranger one = all.next();
      if (now - one.since() < patience) {
        break;
      }
      late.add(one.connection());
      all.remove();
    }
    return late;
  }
}
