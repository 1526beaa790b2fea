package org.sparkddpm.jobs.generate;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.training.ModelConfig;

/**
 * All that determines the samples of a run: two runs with equal specs give equal bytes.
 *
 * @param checkpoint name of the checkpoint's folder, which is unique
 * @param weights {@code ema} or {@code raw}
 * @param batchSize samples that the network sees at once; the last batch of a unit is filled up,
 *     because the last bits of a sample may depend on the size of its batch
 */
record SampleSpec(
    ModelConfig model,
    String checkpoint,
    String weights,
    String sampler,
    int steps,
    double eta,
    double guidance,
    boolean clip,
    long seed,
    int batchSize)
    implements Serializable {

  private static final int ID_LENGTH = 12;

  Sampler newSampler() {
    return Samplers.of(sampler, model.diffusion().noiseSchedule(), steps, eta, clip);
  }

  /** A short name for these samples, in so many of each of these labels. */
  String runId(String labels, long perLabel) {
    try {
      String text = this + " " + labels + " " + perLabel;
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      // The letter keeps Spark from reading an identifier of digits as a number.
      return "r" + HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
