package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.TimestepSpacings;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.training.ModelConfig;

/**
 * All that determines the images of a run: two runs of equal identities have equal images, and a
 * run is named by its identity.
 *
 * @param model the network, its diffusion and the size of the images
 * @param sampling everything else
 */
public record RunIdentity(ModelConfig model, SamplingConfig sampling) implements Serializable {

  private static final int VERSION = 2;
  static final String VERSION_FIELD = "version";
  private static final String MODEL = "model";

  private static final int ID_LENGTH = 12;

  /**
   * The sampler of the run.
   *
   * @throws IllegalArgumentException if the model cannot be sampled so, as with more steps than it
   *     has timesteps
   */
  public Sampler newSampler() {
    return Samplers.of(
        sampling.sampler(),
        TimestepSpacings.of(
            sampling.spacing(), model.diffusion().noiseSchedule(), sampling.steps()),
        sampling.eta(),
        sampling.clip());
  }

  /** The network calls that a sample takes. */
  public int callsPerSample() {
    return sampling.guided().callsPerImage(newSampler());
  }

  /**
   * A short name: the letter r and 12 hexadecimal digits of the sha256 over the identity's JSON,
   * its fields sorted. A field that comes to the model or the sampling later does not change the
   * names of runs that have its default.
   */
  public String runId() {
    return name(Json.sorted(toJson()));
  }

  /** The name that the first version of the job gave to the run. */
  public String earlierRunId() {
    return EarlierRunId.of(this);
  }

  static String name(byte[] identity) {
    // The letter keeps Spark from reading an identifier of digits as a number.
    return "r" + Sha256.of(identity).substring(0, ID_LENGTH);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put(VERSION_FIELD, VERSION);
    json.set(MODEL, ModelJson.toJson(model));
    json.setAll(sampling.toJson());
    return json;
  }

  static RunIdentity fromJson(ObjectNode json) {
    if (json.path(VERSION_FIELD).asInt() != VERSION) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has version %s, but this program reads %d; use the program that wrote it",
              RunDescription.NAME,
              json.path(VERSION_FIELD),
              VERSION));
    }
    ObjectNode sampling = json.deepCopy().without(List.of(VERSION_FIELD, MODEL));
    return new RunIdentity(ModelJson.fromJson(json.path(MODEL)), SamplingConfig.fromJson(sampling));
  }
}
