package org.sparkddpm.jobs.train;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.SparkConf;

/**
 * Encrypts and decrypts bytes at any place of a file: AES in counter mode (NIST SP 800-38A) by a
 * key that never leaves the process. Spark's own streams for this go from the beginning to the end
 * alone. Not thread-safe.
 */
final class ShardCipher {

  private static final int BLOCK = 16;
  private static final int BITS_OF_BYTE = 8;

  private final SecretKeySpec key;
  private final Cipher cipher;

  /**
   * One with a new key.
   *
   * @param bits of the key: 128, 192 or 256
   */
  ShardCipher(int bits) {
    byte[] secret = new byte[bits / BITS_OF_BYTE];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "AES");
    try {
      this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  /** A new one where Spark is told to encrypt what it leaves on disks. */
  static Optional<ShardCipher> of(SparkConf conf) {
    return conf.getBoolean("spark.io.encryption.enabled", false)
        ? Optional.of(new ShardCipher(conf.getInt("spark.io.encryption.keySizeBits", 128)))
        : Optional.empty();
  }

  /**
   * Encrypts what is plain, decrypts what is not, in place.
   *
   * @param place of the first byte in the file
   */
  void apply(long place, byte[] bytes, int offset, int length) {
    byte[] counter = ByteBuffer.allocate(BLOCK).putLong(0).putLong(place / BLOCK).array();
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      byte[] before = new byte[(int) (place % BLOCK)];
      cipher.update(before, 0, before.length, before);
      cipher.doFinal(bytes, offset, length, bytes, offset);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a stream cipher gives as many bytes as it takes", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of spark.io.encryption.keySizeBits is refused", e);
    }
  }
}
