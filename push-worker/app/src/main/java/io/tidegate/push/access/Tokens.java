package io.tidegate.push.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes user tokens and knows both kinds again. */
public final class Tokens {
  private static final String HMAC = "HmacSHA256";
  private static final Pattern USER_TOKEN =
      Pattern.compile("(t1\\.([A-Za-z0-9_-]{1,512})\\.([0-9]{1,12}))\\.([A-Za-z0-9_-]{43})");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] serviceToken;
  private final SecretKeySpec key;

  /**
   * For a service token.
   *
   * @param serviceToken not empty
   */
  public Tokens(String serviceToken) {
    this.serviceToken = serviceToken.getBytes(UTF_8);
    this.key =
        new SecretKeySpec(
            mac(new SecretKeySpec(this.serviceToken, HMAC), "tidegate user tokens"), HMAC);
  }

  /** A token that is good for one user until an instant. */
  public String issue(String user, Instant expires) {
    String said =
        "t1." + ENCODER.encodeToString(user.getBytes(UTF_8)) + "." + expires.getEpochSecond();
    return said + "." + ENCODER.encodeToString(mac(key, said));
  }

  /** Who shows this token; empty if nobody known does, or it has expired. */
  public Optional<Caller> caller(String token, Instant now) {
    if (MessageDigest.isEqual(token.getBytes(UTF_8), serviceToken)) {
      return Optional.of(new Caller.Backend());
    }
    Matcher parts = USER_TOKEN.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String expected = ENCODER.encodeToString(mac(key, parts.group(1)));
    if (!MessageDigest.isEqual(expected.getBytes(UTF_8), parts.group(4).getBytes(UTF_8))
        || now.getEpochSecond() >= Long.parseLong(parts.group(3))) {
      return Optional.empty();
    }
    return Optional.of(
        new Caller.User(new String(Base64.getUrlDecoder().decode(parts.group(2)), UTF_8)));
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
