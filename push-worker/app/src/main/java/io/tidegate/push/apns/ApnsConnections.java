package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Connections to Apple: apps with the same signing key share theirs. */
final class ApnsConnections implements AutoCloseable {
  private static final long CLOSING_SECONDS = 5;

  /** In whose name who is spoken to. */
  private record Party(Path keyFile, String keyId, String teamId, URI endpoint) {}

  private final Map<Party, ApnsClient> clients = new HashMap<>();
  private final Map<String, ApnsApp> apps = new HashMap<>();

  /**
   * For all apps of the settings; connects when something is sent.
   *
   * @throws IllegalArgumentException if a file is missing or not what it should be
   */
  ApnsConnections(ApnsSettings settings) {
    settings
        .apps()
        .forEach(
            (name, app) -> {
              Party party = new Party(app.keyFile(), app.keyId(), app.teamId(), app.endpoint());
              ApnsClient client =
                  clients.computeIfAbsent(party, one -> client(name, one, settings));
              apps.put(name, new ApnsApp(app.topic(), client));
            });
  }

  private static ApnsClient client(String name, Party party, ApnsSettings settings) {
    int port = party.endpoint.getPort();
    String host = party.endpoint.getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          "tidegate.push.apns.apps.%s.endpoint must be a URL with a host, but is %s"
              .formatted(name, party.endpoint));
    }
    ApnsClientBuilder builder =
        new ApnsClientBuilder()
            .setApnsServer(host, port < 0 ? ApnsClientBuilder.DEFAULT_APNS_PORT : port)
            .setConcurrentConnections(settings.connections())
            .setConnectionTimeout(settings.timeout());
    try {
      builder.setSigningKey(
          ApnsSigningKey.loadFromPkcs8File(party.keyFile.toFile(), party.teamId, party.keyId));
      if (settings.trustFile() != null) {
        builder.setTrustedServerCertificateChain(settings.trustFile().toFile());
      }
      return builder.build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tidegate.push.apns.apps.%s.key-file cannot be used: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  /** The apps, by name. */
  Map<String, ApnsApp> apps() {
    return apps;
  }

  @Override
  public void close() {
    var all = clients.values().stream().map(ApnsClient::close).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).orTimeout(CLOSING_SECONDS, TimeUnit.SECONDS).join();
  }
}
