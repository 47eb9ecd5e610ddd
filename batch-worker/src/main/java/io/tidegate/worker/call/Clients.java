package io.tidegate.worker.call;

import io.tidegate.policy.Access;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** The HTTP clients: one for each protocol and bundle of certificates that policies name. */
public final class Clients {

  /** Keys and trusted certificates of one bundle; null where it has none. */
  public record Certificates(@Nullable X509KeyManager keys, @Nullable TrustManager trusted) {}

  private record Kind(boolean http2, @Nullable String tls, Duration connect) {}

  /** Of the heap, what bodies may take beyond the usual size of an answer. */
  private static final int PART_FOR_BODIES = 16;

  private final Vertx vertx;
  private final Function<String, Certificates> bundles;
  private final BodyRoom room;
  private final Map<Kind, HttpClientAgent> clients = new ConcurrentHashMap<>();

  /**
   * Clients of one Vert.x instance, which closes them with itself.
   *
   * @param bundles certificates by the name that a policy gives; throws for unknown ones
   */
  public Clients(Vertx vertx, Function<String, Certificates> bundles) {
    this(vertx, bundles, new BodyRoom(Runtime.getRuntime().maxMemory() / PART_FOR_BODIES));
  }

  Clients(Vertx vertx, Function<String, Certificates> bundles, BodyRoom room) {
    this.vertx = vertx;
    this.bundles = bundles;
    this.room = room;
  }

  /** Memory for the bodies of all calls that these clients make. */
  BodyRoom room() {
    return room;
  }

  /** The client that makes connections as the policy wants them. */
  public HttpClientAgent of(Access access) {
    return clients.computeIfAbsent(
        new Kind(access.http2(), access.tls(), access.timeouts().connect()), this::make);
  }

  private HttpClientAgent make(Kind kind) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(kind.http2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setUseAlpn(kind.http2())
            // Institutions that speak HTTP/2 without TLS speak it from the first byte.
            .setHttp2ClearTextUpgrade(false)
            .setPipelining(false)
            .setKeepAlive(true)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(0)
            .setDecompressionSupported(false)
            // Without TLS a connection stands when TCP's does; with it, when both sides agree.
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSslHandshakeTimeout(kind.connect().toMillis())
            .setVerifyHost(true)
            .setTcpNoDelay(true);
    String tls = kind.tls();
    if (tls != null) {
      Certificates certificates = bundles.apply(tls);
      if (certificates.keys() != null) {
        options.setKeyCertOptions(KeyCertOptions.wrap(certificates.keys()));
      }
      if (certificates.trusted() != null) {
        options.setTrustOptions(TrustOptions.wrap(certificates.trusted()));
      }
    }
    return vertx.createHttpClient(options);
  }
}
