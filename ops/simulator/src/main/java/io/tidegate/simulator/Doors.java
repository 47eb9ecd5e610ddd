package io.tidegate.simulator;

import io.tidegate.policy.Endpoint;
import io.tidegate.policy.Policy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses at which institutions are found: a door for each, on the event loop. */
final class Doors {
  private final Vertx vertx;
  private final Settings settings;
  private final Visitors visitors;
  private final @Nullable ArrivalStamps stamps;
  private final Map<String, Door> all = new LinkedHashMap<>();
  private final Map<Institution, List<Door>> own = new LinkedHashMap<>();

  Doors(Vertx vertx, Settings settings, Visitors visitors, @Nullable ArrivalStamps stamps) {
    this.vertx = vertx;
    this.settings = settings;
    this.visitors = visitors;
    this.stamps = stamps;
  }

  /**
   * Why an institution cannot be simulated where its policy says it is, for each that cannot: one
   * of its addresses is not this machine's own.
   *
   * @return code and reason, in the order of the policies
   */
  static Map<String, String> elsewhere(List<Policy> policies) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Policy policy : policies) {
      policy.endpoints().stream()
          .flatMap(endpoint -> elsewhere(endpoint).stream())
          .findFirst()
          .ifPresent(reason -> reasons.put(policy.code(), reason));
    }
    return reasons;
  }

  private static Optional<String> elsewhere(Endpoint endpoint) {
    String host = endpoint.url().getHost();
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress()
          ? Optional.empty()
          : Optional.of(endpoint.url() + " is not on loopback");
    } catch (UnknownHostException e) {
      return Optional.of(endpoint.url() + " is not on loopback: nobody knows this host");
    }
  }

  /** Gives an institution its doors; institutions with the same address share one. */
  void furnish(Institution institution) {
    List<Endpoint> endpoints = institution.policy().endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      URI url = endpoints.get(i).url();
      boolean tls = "https".equals(url.getScheme());
      int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
      String address =
          settings.freePorts() ? institution.code() + "#" + i : url.getHost() + ":" + port;
      HttpServerOptions options = options(url.getHost(), settings.freePorts() ? 0 : port, tls);
      Door door = all.computeIfAbsent(address, a -> new Door(vertx, options, visitors, stamps));
      door.add(new Door.Entrance(institution, i, path(url)));
      own.computeIfAbsent(institution, c -> new ArrayList<>()).add(door);
    }
  }

  private static String path(URI url) {
    return url.getRawPath() == null ? "" : url.getRawPath();
  }

  private HttpServerOptions options(String host, int port, boolean tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setReuseAddress(true)
            .setTcpNoDelay(true)
            .setAcceptBacklog(4096)
            .setStrictThreadMode(true)
            .setMaxInitialLineLength(16 * 1024)
            .setHttp2ClearTextEnabled(false);
    Settings.Tls pem = settings.tls();
    if (!tls) {
      return options;
    }
    if (pem == null) {
      throw new IllegalArgumentException(
          "an endpoint with https needs --tls-certificate and --tls-key");
    }
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(pem.certificate().toAbsolutePath().toString())
                .setKeyPath(pem.key().toAbsolutePath().toString()));
    if (pem.clients() != null) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(
              new PemTrustOptions().addCertPath(pem.clients().toAbsolutePath().toString()));
    }
    return options;
  }

  Future<Void> open() {
    Future<Void> done = Future.succeededFuture();
    for (Door door : all.values()) {
      done = done.compose(opened -> door.open());
    }
    return done;
  }

  Future<Void> close() {
    Future<Void> done = Future.succeededFuture();
    for (Door door : all.values()) {
      done = done.compose(closed -> door.close());
    }
    return done;
  }

  /** Opens or shuts an institution's doors as its mood wants. */
  Future<Void> follow(Institution institution) {
    Future<Void> done = Future.succeededFuture();
    for (Door door : own.getOrDefault(institution, List.of())) {
      boolean down =
          door.entrances().stream()
              .allMatch(entrance -> entrance.institution().mood().kind() == Mood.Kind.DOWN);
      done = done.compose(before -> down ? door.close() : door.open());
    }
    return done;
  }

  /** Base addresses of an institution's endpoints, in the order of its policy. */
  List<URI> addresses(Institution institution) {
    List<Endpoint> endpoints = institution.policy().endpoints();
    List<Door> doors = own.getOrDefault(institution, List.of());
    List<URI> addresses = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      URI url = endpoints.get(i).url();
      addresses.add(
          URI.create(
              url.getScheme() + "://" + url.getHost() + ":" + doors.get(i).port() + path(url)));
    }
    return addresses;
  }
}
