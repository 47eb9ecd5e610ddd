package io.tidegate.push.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private final Tokens tokens = new Tokens("a-service-token-of-the-tests-0123456789");

  @Test
  void aUserTokenIsKnownUntilItExpires() {
    String token = tokens.issue("ann/한글", NOW.plusSeconds(60));
    assertThat(tokens.caller(token, NOW.plusSeconds(59))).contains(new Caller.User("ann/한글"));
    assertThat(tokens.caller(token, NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void aTokenOfAnotherServiceTokenIsNotKnown() {
    String token = tokens.issue("ann", NOW.plusSeconds(60));
    assertThat(new Tokens("another-service-token-of-tests-0123456789").caller(token, NOW))
        .isEmpty();
  }

  @Test
  void noCharacterOfATokenCanBeAnother() {
    String token = tokens.issue("ann", NOW.plusSeconds(60));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'Q' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.caller(forged, NOW)).as(forged).isEmpty();
    }
  }

  @Test
  void theBackendShowsTheServiceToken() {
    assertThat(tokens.caller("a-service-token-of-the-tests-0123456789", NOW))
        .contains(new Caller.Backend());
    assertThat(tokens.caller("", NOW)).isEmpty();
  }
}
