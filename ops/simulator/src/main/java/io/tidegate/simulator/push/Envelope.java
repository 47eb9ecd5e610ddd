package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A browser's keys, and how it opens what was encrypted for them: RFC 8291 over RFC 8188, one
 * record. Written from the RFCs; the JDK has all of the arithmetic.
 */
final class Envelope {
  private static final int SALT = 16;
  private static final int LENGTH_AT = 20;
  private static final int POINT_AT = 21;
  private static final int TAG_BITS = 128;
  private static final byte LAST_RECORD = 2;

  private final KeyPair keys = Es256.generate();
  private final byte[] secret = new byte[SALT];

  Envelope() {
    new SecureRandom().nextBytes(secret);
  }

  PublicKey publicKey() {
    return keys.getPublic();
  }

  /** The public key, as a subscription says it. */
  String p256dh() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Es256.point(keys.getPublic()));
  }

  /** The authentication secret, as a subscription says it. */
  String auth() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /**
   * Opens a message.
   *
   * @throws GeneralSecurityException if it was not made for these keys, or was changed
   */
  byte[] open(byte[] message) throws GeneralSecurityException {
    if (message.length < POINT_AT || message.length < POINT_AT + message[LENGTH_AT]) {
      throw new GeneralSecurityException("too short");
    }
    int begin = POINT_AT + message[LENGTH_AT];
    byte[] salt = Arrays.copyOf(message, SALT);
    byte[] sender = Arrays.copyOfRange(message, POINT_AT, begin);
    byte[] key = derive(shared(sender), secret, info(sender), 32);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(derive(key, salt, text("Content-Encoding: aes128gcm"), 16), "AES"),
        new GCMParameterSpec(TAG_BITS, derive(key, salt, text("Content-Encoding: nonce"), 12)));
    return withoutPadding(cipher.doFinal(message, begin, message.length - begin));
  }

  private byte[] shared(byte[] sender) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(keys.getPrivate());
    agreement.doPhase(Es256.key(sender, keys.getPublic()), true);
    return agreement.generateSecret();
  }

  private byte[] info(byte[] sender) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(text("WebPush: info"));
    info.writeBytes(Es256.point(keys.getPublic()));
    info.writeBytes(sender);
    return info.toByteArray();
  }

  /** With the zero that ends it. */
  private static byte[] text(String text) {
    return (text + "\0").getBytes(US_ASCII);
  }

  private static byte[] derive(byte[] key, byte[] salt, byte[] info, int length)
      throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(
            HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, length));
  }

  private static byte[] withoutPadding(byte[] record) throws GeneralSecurityException {
    int end = record.length - 1;
    while (end >= 0 && record[end] == 0) {
      end--;
    }
    if (end < 0 || record[end] != LAST_RECORD) {
      throw new GeneralSecurityException("not the last record");
    }
    return Arrays.copyOf(record, end);
  }
}
