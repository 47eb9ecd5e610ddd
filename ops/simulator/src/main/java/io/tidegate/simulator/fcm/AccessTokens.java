package io.tidegate.simulator.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The access tokens of a double: whoever asks in its service account's name gets one. */
final class AccessTokens {
  private static final String ASSERTION = "assertion=";
  private static final String BEARER = "Bearer ";

  private final ServiceAccount account = new ServiceAccount();
  private final Set<String> good = ConcurrentHashMap.newKeySet();
  private final AtomicInteger issued = new AtomicInteger();

  /** The service account's JSON file for a project. */
  String serviceAccount(String project, URI tokens) {
    return account.file(project, tokens);
  }

  /**
   * A new one; null if the account's owner did not sign what asks for it.
   *
   * @param form as it was posted
   */
  @Nullable String issue(String form) {
    String assertion = "";
    for (String pair : form.split("&", -1)) {
      if (pair.startsWith(ASSERTION)) {
        assertion = URLDecoder.decode(pair.substring(ASSERTION.length()), UTF_8);
      }
    }
    if (!account.isSigned(assertion)) {
      return null;
    }
    String token = "token-" + issued.incrementAndGet();
    good.add(token);
    return token;
  }

  /** Whether a request's {@code Authorization} shows one that was not withdrawn. */
  boolean isGood(@Nullable String authorization) {
    return authorization != null
        && authorization.startsWith(BEARER)
        && good.contains(authorization.substring(BEARER.length()));
  }

  /** All that were issued are good no more. */
  void withdraw() {
    good.clear();
  }

  /** How many were issued. */
  int issued() {
    return issued.get();
  }
}
