package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.TimestepSpacings;
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
 * @param perClass samples of each label; where they differ, of the label that has most
 * @param classes the labels, in the order of the run, each once; {@link Denoiser#NO_LABEL} alone
 *     for samples without a class
 * @param engine name of what generates: another gives other last bits
 * @param precision what that rounds factors to
 * @param counts samples of each of the classes, where they differ; otherwise empty
 * @param real {@link Sha256} of the real images that lie beside the samples; empty without
 * @param firsts index of the first sample of each of the classes; empty where all are 0
 * @param spacing name of the timesteps' spacing
 * @param guidanceLow noise level above which guidance is applied
 * @param guidanceHigh noise level up to which it is applied
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
    String precision,
    List<Long> counts,
    String real,
    List<Long> firsts,
    String spacing,
    double guidanceLow,
    double guidanceHigh)
    implements Serializable {

  private static final String ENGINE = "engine";
  private static final String CPU = "cpu";
  private static final String PRECISION = "precision";
  private static final String FP32 = "fp32";
  private static final String COUNTS = "counts";
  private static final String REAL = "real";
  private static final String FIRSTS = "firsts";
  private static final String SPACING = "spacing";
  private static final String GUIDANCE_LOW = "guidance_low";
  private static final String GUIDANCE_HIGH = "guidance_high";

  // A component that is added gets its default here: what all runs had before it.
  private static final RecordFormat<SamplingConfig> FORMAT =
      new RecordFormat<>(
          SamplingConfig.class,
          RunDescription.NAME,
          "",
          "the generation job",
          Map.of(
              ENGINE,
              CPU,
              PRECISION,
              FP32,
              COUNTS,
              List.of(),
              REAL,
              "",
              FIRSTS,
              List.of(),
              SPACING,
              TimestepSpacings.EVEN,
              GUIDANCE_LOW,
              NoiseInterval.ALL.low(),
              GUIDANCE_HIGH,
              NoiseInterval.ALL.high()));

  /**
   * Checks what the samples of a run are counted by.
   *
   * @throws IllegalArgumentException if a digest is none, nothing would be made, counts are not one
   *     for each class, or guidance has no interval
   */
  public SamplingConfig {
    classes = List.copyOf(classes);
    counts = List.copyOf(counts);
    firsts = List.copyOf(firsts);
    if (!real.isEmpty() && !Sha256.looksLikeOne(real)) {
      throw new IllegalArgumentException("real '" + real + "' is no sha256");
    }
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
    check(classes, counts, perClass);
    checkFirsts(classes, firsts);
    // Refuses what is no scale or no interval.
    new Guidance(guidance, new NoiseInterval(guidanceLow, guidanceHigh));
  }

  private static void checkFirsts(List<Integer> classes, List<Long> firsts) {
    if (!firsts.isEmpty()
        && (firsts.size() != classes.size()
            || firsts.stream().anyMatch(first -> first < 0)
            || firsts.stream().allMatch(first -> first == 0))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "firsts %s must be one for each of %d classes, at least 0, not all 0",
              firsts,
              classes.size()));
    }
  }

  private static void check(List<Integer> classes, List<Long> counts, long most) {
    if (counts.isEmpty()) {
      return;
    }
    if (counts.size() != classes.size()
        || counts.stream().anyMatch(count -> count < 1)
        || counts.stream().distinct().count() < 2
        || Collections.max(counts) != most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "counts %s must be one for each of %d classes, at least 1, not all the same, and the"
                  + " largest per_class %d",
              counts,
              classes.size(),
              most));
    }
  }

  ObjectNode toJson() {
    return FORMAT.write(this);
  }

  static SamplingConfig fromJson(JsonNode json) {
    RecordFormat.refuseUnknown(json, FORMAT);
    return FORMAT.read(json);
  }

  /**
   * Whether the first version of the job could have made the run: it knew no other engine or
   * spacing, guidance at all noise levels, and as many samples of each label, from the first one
   * on.
   */
  boolean ofFirstVersion() {
    return engine.equals(CPU)
        && precision.equals(FP32)
        && even()
        && real.isEmpty()
        && firsts.isEmpty()
        && spacing.equals(TimestepSpacings.EVEN)
        && guided().interval().equals(NoiseInterval.ALL);
  }

  /** The noise levels at which guidance is applied, as {@code --guidance-interval} takes them. */
  public String guidanceInterval() {
    return guided().interval().toString();
  }

  /** Guidance with its interval. */
  public Guidance guided() {
    return new Guidance(guidance, new NoiseInterval(guidanceLow, guidanceHigh));
  }

  /** Whether there are as many samples of each label. */
  public boolean even() {
    return counts.isEmpty();
  }

  /** Samples of each label, in the order of the labels. */
  public List<Long> perLabel() {
    return even() ? Collections.nCopies(classes.size(), perClass) : counts;
  }

  /** Index of the first sample of each label, in the order of the labels. */
  public List<Long> firstIndices() {
    return firsts.isEmpty() ? Collections.nCopies(classes.size(), 0L) : firsts;
  }

  /** Whether the samples have classes. */
  public boolean labelled() {
    return !classes.contains(Denoiser.NO_LABEL);
  }

  /** Whether real images lie beside the samples. */
  public boolean augmented() {
    return !real.isEmpty();
  }

  /** What the run is cut into, with at most so many samples to a file; 0 for automatic. */
  public SampleUnits units(int samplesPerFile) {
    return SampleUnits.of(classes, perLabel(), batchSize, samplesPerFile).from(firstIndices());
  }

  /** Samples of the whole run. */
  public long total() {
    return even() ? perClass * classes.size() : counts.stream().mapToLong(Long::longValue).sum();
  }
}
