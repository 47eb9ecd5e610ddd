package io.tidegate.push.socket;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.function.IntConsumer;

/** A socket without a connection, all of which happens on the thread that asks for it. */
final class PlayedSocket {
  @SuppressWarnings("unchecked") // as Vert.x declares it
  private static final Context HERE =
      played(
          Context.class,
          (proxy, method, arguments) -> {
            ((Handler<Void>) arguments[0]).handle(null);
            return null;
          });

  private PlayedSocket() {}

  /**
   * One of a device.
   *
   * @param closed is told the code with which it is closed
   */
  static Socket of(UUID device, Socket.Listener listener, IntConsumer closed) {
    ServerWebSocket connection =
        played(
            ServerWebSocket.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.accept((short) arguments[0]);
              }
              return Future.succeededFuture();
            });
    return new Socket(UUID.randomUUID(), device, connection, HERE, 4, listener);
  }

  private static <T> T played(Class<T> type, InvocationHandler by) {
    return type.cast(
        Proxy.newProxyInstance(PlayedSocket.class.getClassLoader(), new Class<?>[] {type}, by));
  }
}
