package io.tidegate.push.fcm;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access tokens of a service account: kept while they last, renewed before they end. */
final class GoogleTokens {
  private static final Logger LOG = LoggerFactory.getLogger(GoogleTokens.class);

  /** However many requests are answered 401. */
  private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(10);

  private final GoogleCredentials credentials;
  private final URI audience;
  private final Executor executor;
  private final InstantSource clock;
  private Instant renewed = Instant.EPOCH;

  /**
   * Of a service account.
   *
   * @param audience whom they are shown to
   * @param executor may wait for Google
   */
  GoogleTokens(
      GoogleCredentials credentials, URI audience, Executor executor, InstantSource clock) {
    this.credentials = credentials;
    this.audience = audience;
    this.executor = executor;
    this.clock = clock;
  }

  /** A value for the header {@code Authorization}. */
  CompletableFuture<String> authorization() {
    CompletableFuture<String> header = new CompletableFuture<>();
    credentials.getRequestMetadata(
        audience,
        executor,
        new RequestMetadataCallback() {
          @Override
          public void onSuccess(Map<String, List<String>> headers) {
            header.complete(headers.getOrDefault("Authorization", List.of("")).getFirst());
          }

          @Override
          public void onFailure(Throwable error) {
            header.completeExceptionally(error);
          }
        });
    return header;
  }

  /** A token was refused though it should be good: another one is fetched, unless one was just. */
  void refused(String authorization) {
    executor.execute(() -> renew(authorization));
  }

  private synchronized void renew(String authorization) {
    Instant now = clock.instant();
    @Nullable AccessToken present = credentials.getAccessToken();
    if (present == null
        || !authorization.equals("Bearer " + present.getTokenValue())
        || now.isBefore(renewed.plus(BETWEEN_RENEWALS))) {
      return;
    }
    renewed = now;
    try {
      credentials.refresh();
    } catch (IOException e) {
      LOG.warn("an access token for FCM was refused, and no other is to be had", e);
    }
  }
}
