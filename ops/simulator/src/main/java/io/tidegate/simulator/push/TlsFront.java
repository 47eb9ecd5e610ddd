package io.tidegate.simulator.push;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * TLS before a server that speaks HTTP/2 in the clear. Who talks to Apple need not offer HTTP/2 by
 * ALPN, as nothing else is spoken there, and pushy does not; Vert.x takes such a caller for one of
 * HTTP/1.1.
 */
final class TlsFront {
  private static final String LOOPBACK = "127.0.0.1";

  private TlsFront() {}

  /**
   * Starts one.
   *
   * @param papers certificate and key, as {@link SelfSigned} makes them
   * @param wanted port; 0 for a free one
   * @param behind port of the server
   * @return the port
   */
  static int at(Vertx vertx, Path papers, int wanted, int behind) throws IOException {
    NetClient client = vertx.createNetClient();
    try {
      return vertx
          .createNetServer(
              new NetServerOptions()
                  .setSsl(true)
                  .setKeyCertOptions(
                      new PfxOptions().setPath(papers.toString()).setPassword(SelfSigned.PASSWORD)))
          .connectHandler(caller -> join(caller, client, behind))
          .listen(wanted, LOOPBACK)
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(30, TimeUnit.SECONDS)
          .join()
          .actualPort();
    } catch (CompletionException e) {
      throw new IOException("cannot listen on 127.0.0.1:" + wanted + ": " + e.getCause(), e);
    }
  }

  private static void join(NetSocket caller, NetClient client, int behind) {
    caller.pause();
    client
        .connect(behind, LOOPBACK)
        .onFailure(e -> caller.close())
        .onSuccess(
            server -> {
              var _ = caller.pipeTo(server);
              var _ = server.pipeTo(caller);
            });
  }
}
