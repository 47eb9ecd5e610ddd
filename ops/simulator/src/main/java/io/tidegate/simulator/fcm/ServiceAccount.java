package io.tidegate.simulator.fcm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** A service account of the double's own, and what its owner signs. */
final class ServiceAccount {
  private static final String EMAIL = "sender@tidegate-double.iam.gserviceaccount.com";

  private final KeyPair keys;

  ServiceAccount() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** The JSON file that Google would hand out for a project. */
  String file(String project, URI tokens) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return new JsonObject()
        .put("type", "service_account")
        .put("project_id", project)
        .put("private_key_id", "1")
        .put(
            "private_key",
            "-----BEGIN PRIVATE KEY-----\n"
                + lines.encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n")
        .put("client_email", EMAIL)
        .put("client_id", "1")
        .put("token_uri", tokens.toString())
        .encodePrettily();
  }

  /** Whether an assertion (a JWT) is signed by the account's owner. */
  boolean isSigned(String assertion) {
    String[] parts = assertion.split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(keys.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && EMAIL.equals(new JsonObject(claims).getString("iss"));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
