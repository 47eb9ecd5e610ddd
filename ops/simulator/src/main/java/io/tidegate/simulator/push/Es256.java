package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Keys of the curve P-256, and what is signed with them (ES256 of RFC 7518). */
final class Es256 {
  private static final int POINT = 65;
  private static final int COORDINATE = 32;

  private Es256() {}

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** What a JWT claims; null if this key has not signed it. */
  static @Nullable JsonObject claims(String jwt, PublicKey key) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      byte[] signed = decoder.decode(parts[2]);
      // RFC 7518 wants two numbers of 32 bytes; pushy sends DER, and Apple takes both.
      Signature signature =
          Signature.getInstance(
              signed.length == 2 * COORDINATE ? "SHA256withECDSAinP1363Format" : "SHA256withECDSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
      return signature.verify(signed)
          ? new JsonObject(new String(decoder.decode(parts[1]), UTF_8))
          : null;
    } catch (GeneralSecurityException | IllegalArgumentException | DecodeException e) {
      return null;
    }
  }

  /** A public key as an uncompressed point: 4, x, y. */
  static byte[] point(PublicKey key) {
    ECPoint point = ((ECPublicKey) key).getW();
    byte[] bytes = new byte[POINT];
    bytes[0] = 4;
    coordinate(point.getAffineX(), bytes, 1);
    coordinate(point.getAffineY(), bytes, 1 + COORDINATE);
    return bytes;
  }

  private static void coordinate(BigInteger value, byte[] into, int at) {
    byte[] bytes = value.toByteArray(); // perhaps a zero before it, perhaps fewer than 32
    int length = Math.min(COORDINATE, bytes.length);
    System.arraycopy(bytes, bytes.length - length, into, at + COORDINATE - length, length);
  }

  /**
   * The public key of an uncompressed point.
   *
   * @param like a key of the same curve
   * @throws GeneralSecurityException if it is none
   */
  static PublicKey key(byte[] point, PublicKey like) throws GeneralSecurityException {
    if (point.length != POINT || point[0] != 4) {
      throw new GeneralSecurityException("no uncompressed point of P-256");
    }
    ECParameterSpec curve = ((ECPublicKey) like).getParams();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE, POINT));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
  }
}
