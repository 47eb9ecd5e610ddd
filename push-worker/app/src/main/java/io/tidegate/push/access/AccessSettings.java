package io.tidegate.push.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may ask.
 *
 * @param serviceToken the token that the company's backend shows, where there is no file of it
 * @param serviceTokenFile file that holds the token that the company's backend shows
 * @param userTokenLife how long a user token is good for, unless it is asked for less
 */
@ConfigurationProperties("tidegate.push.access")
public record AccessSettings(
    @Nullable String serviceToken,
    @Nullable Path serviceTokenFile,
    @DefaultValue("15m") Duration userTokenLife) {
  private static final int SHORTEST = 32;

  public AccessSettings {
    if (userTokenLife.compareTo(Duration.ofSeconds(10)) < 0
        || userTokenLife.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.access.user-token-life must be 10s to 1d, but is " + userTokenLife);
    }
  }

  /** The service token; empty if none is configured. */
  String token() {
    String token = serviceTokenFile == null ? serviceToken : read(serviceTokenFile);
    if (token == null || token.isBlank()) {
      return "";
    }
    if (token.strip().length() < SHORTEST) {
      throw new IllegalArgumentException(
          "the service token must have %d characters or more, but has %d"
              .formatted(SHORTEST, token.strip().length()));
    }
    return token.strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read tidegate.push.access.service-token-file", e);
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "AccessSettings[serviceTokenFile=" + serviceTokenFile + "]";
  }
}
