package io.tidegate.push.webpush;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.interaso.webpush.WebPush;
import java.time.Duration;

/**
 * Our signatures for push services (RFC 8292), each used for an hour of the twelve that it is good
 * for. Bounded, as endpoints come from users.
 */
final class VapidTokens {
  private static final Duration USED = Duration.ofHours(1);
  private static final int GOOD_SECONDS = 12 * 3600;
  private static final int MOST = 1_000;

  private final WebPush web;
  private final Cache<String, String> tokens =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(USED).build();

  VapidTokens(WebPush web) {
    this.web = web;
  }

  /** The one for an endpoint's push service. */
  String of(String endpoint) {
    String audience = web.getAudience(endpoint);
    String known = tokens.getIfPresent(audience);
    if (known == null) { // two at once sign twice; nobody waits for another
      known = web.getToken(audience, GOOD_SECONDS);
      tokens.put(audience, known);
    }
    return known;
  }
}
