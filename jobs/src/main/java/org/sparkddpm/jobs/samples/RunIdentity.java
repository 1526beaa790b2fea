package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.training.ModelConfig;

/**
 * All that determines the samples of a run: two runs with equal specs give equal bytes.
 *
 * @param checkpoint name of the checkpoint's folder, for readers: copies may share it
 * @param weights {@code ema} or {@code raw}
 * @param digest {@link #digest} of these weights, which tells models apart
 * @param batchSize samples that the network sees at once; the last batch of a unit is filled up,
 *     because the last bits of a sample may depend on the size of its batch
 */
public record RunIdentity(
    ModelConfig model,
    String checkpoint,
    String weights,
    String digest,
    String sampler,
    int steps,
    double eta,
    double guidance,
    boolean clip,
    long seed,
    int batchSize)
    implements Serializable {

  private static final int ID_LENGTH = 12;

  public Sampler newSampler() {
    return Samplers.of(sampler, model.diffusion().noiseSchedule(), steps, eta, clip);
  }

  /** A short name for these samples, in so many of each of these labels. */
  public String runId(String labels, long perLabel) {
    String text = this + " " + labels + " " + perLabel;
    // The letter keeps Spark from reading an identifier of digits as a number.
    return "r" + Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, ID_LENGTH);
  }

  /** The sha256 of weights as little-endian floats. */
  public static String digest(float[] weights) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < weights.length; i++) {
      chunk.putFloat(weights[i]);
      if (!chunk.hasRemaining() || i == weights.length - 1) {
        digest.update(chunk.flip());
        chunk.clear();
      }
    }
    return Sha256.hex(digest);
  }
}
