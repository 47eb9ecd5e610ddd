package io.tidegate.push.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has shown no token. */
class StrangersTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Strangers strangers = new Strangers(3, Duration.ofSeconds(10));
  private final List<Integer> closed = new ArrayList<>();

  private void come(int port, long now) {
    strangers.come(
        (HttpConnection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpConnection.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "remoteAddress" -> from(port);
                      case "closeHandler" -> proxy;
                      case "close" -> {
                        closed.add(port);
                        yield Future.succeededFuture();
                      }
                      default -> throw new AssertionError(method);
                    }),
        now);
  }

  private static SocketAddress from(int port) {
    return SocketAddress.inetSocketAddress(port, "192.0.2.1");
  }

  @Test
  void whoHasTakenTooLongGoesAndWhoIsKnownStays() {
    come(1, 0);
    come(2, 0);
    come(3, 5 * SECOND);
    assertThat(strangers.admit(from(2))).isNotNull();
    strangers.sendAway(10 * SECOND - 1);
    assertThat(closed).isEmpty();
    strangers.sendAway(10 * SECOND);
    assertThat(closed).containsExactly(1);
    strangers.sendAway(15 * SECOND);
    assertThat(closed).containsExactly(1, 3);
  }

  @Test
  void ofTooManyTheOldestGoes() {
    for (int port = 1; port <= 5; port++) {
      come(port, port);
    }
    assertThat(closed).containsExactly(1, 2);
  }
}
