package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparkddpm.jobs.storage.RecordFormat;
import org.sparkddpm.jobs.storage.Sha256;

/**
 * All besides the model's configuration that determines the images of a run.
 *
 * @param checkpoint name of the checkpoint's folder, for readers: copies may share it
 * @param weights {@code ema} or {@code raw}
 * @param weightsSha256 {@link Sha256#of(float[])} of these weights, which tells models apart
 * @param sampler its name
 * @param steps of the sampler, at least 1
 * @param eta noise of DDIM's steps, 0 to 1
 * @param guidance guidance scale, 0 or more
 * @param clip whether the predicted image is clipped to [-1, 1] at each step
 * @param seed what all random numbers derive from
 * @param batchSize samples that the network sees at once; the last batch of a unit is filled up,
 *     because the last bits of a sample may depend on the size of its batch
 * @param perClass samples of each label
 * @param classes the labels, in the order of the run, each once
 * @param engine name of what generates: another gives other last bits
 * @param precision what that rounds factors to
 */
public record SamplingConfig(
    String checkpoint,
    String weights,
    String weightsSha256,
    String sampler,
    int steps,
    double eta,
    double guidance,
    boolean clip,
    long seed,
    int batchSize,
    long perClass,
    List<Integer> classes,
    String engine,
    String precision)
    implements Serializable {

  private static final String ENGINE = "engine";
  private static final String CPU = "cpu";
  private static final String PRECISION = "precision";
  private static final String FP32 = "fp32";

  // A component that is added gets its default here: what all runs had before it.
  private static final RecordFormat<SamplingConfig> FORMAT =
      new RecordFormat<>(
          SamplingConfig.class,
          RunDescription.NAME,
          "",
          "the generation job",
          Map.of(ENGINE, CPU, PRECISION, FP32));

  /**
   * Checks what the samples of a run are counted by.
   *
   * @throws IllegalArgumentException if the digest is none, or nothing would be made
   */
  public SamplingConfig {
    classes = List.copyOf(classes);
    if (!Sha256.looksLikeOne(weightsSha256)) {
      throw new IllegalArgumentException("weights_sha256 '" + weightsSha256 + "' is no sha256");
    }
    if (steps < 1 || batchSize < 1 || perClass < 1 || classes.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "steps %d, batch_size %d, per_class %d and the number of classes in %s must be at least 1",
              steps,
              batchSize,
              perClass,
              classes));
    }
    if (Set.copyOf(classes).size() < classes.size()) {
      throw new IllegalArgumentException("classes " + classes + " name a label twice");
    }
  }

  ObjectNode toJson() {
    return FORMAT.write(this);
  }

  static SamplingConfig fromJson(JsonNode json) {
    RecordFormat.refuseUnknown(json, FORMAT);
    return FORMAT.read(json);
  }

  /** Whether it generates as the first version of the job did, which knew no other engine. */
  boolean onCpu() {
    return engine.equals(CPU) && precision.equals(FP32);
  }

  /** Samples of the whole run. */
  public long total() {
    return perClass * classes.size();
  }
}
