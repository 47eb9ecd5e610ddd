package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import io.tidegate.push.channel.AppSetting;
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

  private final Map<Party, ApnsLine> lines = new HashMap<>();
  private final Map<String, ApnsApp> apps = new HashMap<>();

  /**
   * For all apps of the settings; connects when it is told to, or something is sent.
   *
   * @param most the most pushes of a key that have no answer
   * @throws IllegalArgumentException if a file is missing or not what it should be
   */
  ApnsConnections(ApnsSettings settings, int most) {
    settings
        .apps()
        .forEach(
            (name, app) -> {
              Party party = new Party(app.keyFile(), app.keyId(), app.teamId(), app.endpoint());
              ApnsLine line = lines.computeIfAbsent(party, one -> line(name, one, settings, most));
              apps.put(name, new ApnsApp(app.topic(), line));
            });
  }

  private static ApnsLine line(String name, Party party, ApnsSettings settings, int most) {
    int port = party.endpoint.getPort();
    String host = party.endpoint.getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          AppSetting.name("apns", name, "endpoint")
              + " must be a URL with a host, but is "
              + party.endpoint);
    }
    ApnsClientBuilder builder =
        new ApnsClientBuilder()
            .setApnsServer(host, port < 0 ? ApnsClientBuilder.DEFAULT_APNS_PORT : port);
    try {
      builder.setSigningKey(
          ApnsSigningKey.loadFromPkcs8File(party.keyFile.toFile(), party.teamId, party.keyId));
      if (settings.trustFile() != null) {
        builder.setTrustedServerCertificateChain(settings.trustFile().toFile());
      }
      return new ApnsLine(builder, settings.connections(), most, settings.timeout());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          AppSetting.name("apns", name, "key-file") + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The apps, by name. */
  Map<String, ApnsApp> apps() {
    return apps;
  }

  @Override
  public void close() {
    var all = lines.values().stream().map(ApnsLine::close).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).orTimeout(CLOSING_SECONDS, TimeUnit.SECONDS).join();
  }
}
