package io.tidegate.push.access;

import io.tidegate.push.request.Problems;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Lets callers in, or answers why not. */
@Component
public class Access {
  private static final String BEARER = "bearer ";

  private final Optional<Tokens> tokens;
  private final InstantSource clock;

  Access(AccessSettings settings, InstantSource clock) {
    String token = settings.token();
    this.tokens = token.isEmpty() ? Optional.empty() : Optional.of(new Tokens(token));
    this.clock = clock;
  }

  /**
   * Who shows this header; the answer 401 is thrown when nobody known does.
   *
   * @param authorization header of the request; null if there is none
   */
  public Caller caller(@Nullable String authorization) {
    if (tokens.isEmpty()) {
      throw unauthorized(
          "no service token is configured: set tidegate.push.access.service-token-file");
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Problems.problem(HttpStatus.UNAUTHORIZED, "a token is needed: Authorization: Bearer …");
    }
    return tokens
        .get()
        .caller(authorization.substring(BEARER.length()).strip(), clock.instant())
        .orElseThrow(() -> unauthorized("the token is not known, or it has expired"));
  }

  /** Throws the answer 403 unless the caller may act for the user. */
  public static void demand(Caller caller, String user) {
    if (!caller.mayActFor(user)) {
      throw Problems.problem(HttpStatus.FORBIDDEN, "this token is good for another user only");
    }
  }

  /** Throws the answer 403 unless the caller is the company's backend. */
  public static void demandBackend(Caller caller) {
    if (!(caller instanceof Caller.Backend)) {
      throw Problems.problem(HttpStatus.FORBIDDEN, "only the service token may do this");
    }
  }

  private static ErrorResponseException unauthorized(String detail) {
    ErrorResponseException answer = Problems.problem(HttpStatus.UNAUTHORIZED, detail);
    answer.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return answer;
  }

  /** The tokens of this process; there are some once a caller was let in. */
  Tokens tokens() {
    return tokens.orElseThrow();
  }
}
