package io.tidegate.worker.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where a user stands on every ring: the first 64 bits of the SHA-256 of the user's id in UTF-8,
 * big-endian, read as a signed number. Rings run from {@link Long#MIN_VALUE} up.
 *
 * <p>It is stored, so it must never change. The database's function {@code ring_key} is the same.
 */
public final class RingKey {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(RingKey::sha256);

  private RingKey() {}

  /** The user's key. */
  public static long of(String user) {
    byte[] digest = SHA_256.get().digest(user.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one does not", e);
    }
  }
}
