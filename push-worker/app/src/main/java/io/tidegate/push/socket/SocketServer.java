package io.tidegate.push.socket;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tidegate.push.access.Access;
import io.tidegate.push.access.Caller;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponseException;

/**
 * Lets devices in: {@code /v1/users/{user}/devices/{device}/socket} with a token, in the header
 * {@code Authorization} or, for browsers, as the subprotocol {@code bearer.TOKEN} beside {@code
 * tidegate.v1}.
 */
final class SocketServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
  private static final String PROTOCOL = "tidegate.v1";
  private static final String BEARER = "bearer.";
  private static final int LARGEST_MESSAGE = 4096;
  private static final Pattern PATH =
      Pattern.compile(
          "/v1/users/([^/]+)/devices/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})/socket");

  /** Files besides sockets: jars, connections to servers. */
  private static final int OTHER_FILES = 1_000;

  private static final int MOST_STRANGERS = 5_000;

  private final Vertx vertx;
  private final Access access;
  private final SocketDesk desk;
  private final SocketSettings settings;
  private final int room;
  private final Strangers strangers;

  /** Let in and not open yet: the database is asked, or the handshake is answered. */
  private final AtomicInteger entering = new AtomicInteger();

  private final List<HttpServer> servers = new ArrayList<>();

  SocketServer(Vertx vertx, Access access, SocketDesk desk, SocketSettings settings) {
    this.vertx = vertx;
    this.access = access;
    this.desk = desk;
    this.settings = settings;
    long files = files();
    int unknown = Math.clamp(files / 40, 1, MOST_STRANGERS);
    this.strangers = new Strangers(unknown, settings.handshake());
    this.room = room(files - OTHER_FILES - unknown);
  }

  void start() {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(settings.address())
                    .setPort(settings.port())
                    .setWebSocketSubProtocols(List.of(PROTOCOL))
                    .setMaxWebSocketMessageSize(LARGEST_MESSAGE)
                    .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                    .setWebSocketClosingTimeout(2)
                    .setRegisterWebSocketWriteHandlers(false)
                    .setHttp2ClearTextEnabled(false)) // it waits for a first word, uncounted
            .connectionHandler(connection -> strangers.come(connection, System.nanoTime()))
            .webSocketHandshakeHandler(this::let)
            .webSocketHandler(socket -> {})
            .requestHandler(request -> request.response().setStatusCode(426).end());
    server
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    servers.add(server);
    var _ =
        vertx.setPeriodic(
            Math.max(1, settings.handshake().toMillis() / 10),
            timer -> strangers.sendAway(System.nanoTime()));
    LOG.info("sockets are accepted at {}:{}", settings.address(), server.actualPort());
  }

  /** As many as this process may have open. */
  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /** As many sockets as are wanted, or as there may be files. */
  private int room(long files) {
    long most = Math.max(1, files);
    if (most < settings.connections()) {
      LOG.warn(
          "{} sockets are wanted, but open files allow {} only: raise them (ulimit -n,"
              + " LimitNOFILE)",
          settings.connections(),
          most);
    }
    return (int) Math.min(most, settings.connections());
  }

  /** Where it listens. */
  int port() {
    return servers.getFirst().actualPort();
  }

  private void let(ServerWebSocketHandshake handshake) {
    Matcher path = PATH.matcher(path(handshake));
    if (!path.matches()) {
      handshake.reject(404);
      return;
    }
    String user = path.group(1);
    int refusal = refusal(handshake, user);
    if (refusal != 0) {
      handshake.reject(refusal);
      return;
    }
    if (entering.incrementAndGet() + desk.size() > room) {
      entering.decrementAndGet();
      handshake.reject(503);
      return;
    }
    HttpConnection connection = strangers.admit(handshake.remoteAddress());
    UUID device = UUID.fromString(path.group(2));
    Context loop = vertx.getOrCreateContext();
    UUID id = UUID.randomUUID();
    var _ =
        desk.opening(user, device, id)
            .whenComplete(
                (opened, error) ->
                    loop.runOnContext(
                        run -> {
                          if (error != null) {
                            turnAway(handshake, 503, connection);
                          } else if (!opened) {
                            turnAway(handshake, 404, connection);
                          } else {
                            accept(handshake, id, device, loop, connection);
                          }
                        }));
  }

  /** A connection that was a stranger's no more does not stay without a socket. */
  private void turnAway(
      ServerWebSocketHandshake handshake, int status, @Nullable HttpConnection connection) {
    entering.decrementAndGet();
    var _ =
        handshake
            .reject(status)
            .onComplete(
                rejected -> {
                  if (connection != null) {
                    var _ = connection.close();
                  }
                });
  }

  /**
   * What the device asked for may be no handshake after all, or the device may be gone by now: then
   * nothing stays of it.
   */
  private void accept(
      ServerWebSocketHandshake handshake,
      UUID id,
      UUID device,
      Context loop,
      @Nullable HttpConnection connection) {
    var _ =
        Future.succeededFuture()
            .compose(now -> handshake.accept())
            .timeout(settings.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .map(
                open -> {
                  Socket socket =
                      new Socket(id, device, open, loop, settings.unacknowledged(), desk);
                  socket.open();
                  desk.opened(socket);
                  return socket;
                })
            .onComplete(opened -> entering.decrementAndGet())
            .onFailure(
                error -> {
                  LOG.debug("a handshake failed", error);
                  desk.notOpened(device, id);
                  if (connection != null) {
                    var _ = connection.close();
                  }
                });
  }

  /** How many sockets are open or about to be. */
  int taken() {
    return entering.get() + desk.size();
  }

  private int refusal(ServerWebSocketHandshake handshake, String user) {
    try {
      Caller caller = access.caller(authorization(handshake));
      Access.demand(caller, user);
      return 0;
    } catch (ErrorResponseException e) {
      return e.getStatusCode().value();
    }
  }

  private static @Nullable String authorization(ServerWebSocketHandshake handshake) {
    String header = handshake.headers().get("Authorization");
    if (header != null) {
      return header;
    }
    return Optional.ofNullable(handshake.headers().get("Sec-WebSocket-Protocol")).stream()
        .flatMap(protocols -> List.of(protocols.split(",")).stream())
        .map(String::strip)
        .filter(protocol -> protocol.startsWith(BEARER))
        .map(protocol -> "Bearer " + protocol.substring(BEARER.length()))
        .findFirst()
        .orElse(null);
  }

  private static String path(ServerWebSocketHandshake handshake) {
    try {
      return Optional.ofNullable(URI.create(handshake.uri()).getPath()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public void close() {
    desk.sendAway();
    for (HttpServer server : servers) {
      server
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(15, TimeUnit.SECONDS)
          .join();
    }
  }
}
