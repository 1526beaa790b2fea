package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.checkpoint.ModelInWords;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.training.ModelConfig;

/**
 * What the file {@value #NAME} of a run's folder says of the run.
 *
 * <p>The first version of the job wrote neither a version nor the model; the sha256 of the weights
 * tells such runs apart as well. Their folders stay as they are.
 *
 * @param model empty in a description of the first version
 * @param sampling all besides the model that determines the images
 * @param samplesPerFile samples in the largest file: what the run is cut into
 * @param layout where the other files lie
 */
public record RunDescription(
    Optional<ModelConfig> model, SamplingConfig sampling, int samplesPerFile, RunLayout layout) {

  /** The file's name. */
  public static final String NAME = "_run.json";

  private static final String SAMPLES_PER_FILE = "samples_per_file";
  private static final String LAYOUT = "layout";

  /**
   * Checks the size of files.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RunDescription {
    if (samplesPerFile < 1) {
      throw new IllegalArgumentException(
          SAMPLES_PER_FILE + " must be at least 1, but is " + samplesPerFile);
    }
  }

  /** The description of a run that begins. */
  public static RunDescription of(RunIdentity identity, int samplesPerFile) {
    return new RunDescription(
        Optional.of(identity.model()), identity.sampling(), samplesPerFile, RunLayout.APART);
  }

  /** The same run as earlier versions of the job described it, the first one last. */
  public List<RunDescription> earlier() {
    return List.of(
        new RunDescription(model, sampling, samplesPerFile, RunLayout.BESIDE),
        new RunDescription(Optional.empty(), sampling, samplesPerFile, RunLayout.BESIDE));
  }

  /** Size and channels of the samples, where the description has the model. */
  public Optional<ImageShape> imageShape() {
    return model.map(ModelConfig::imageShape);
  }

  /** The model in words, by what they are of; none in a description of the first version. */
  public Map<String, String> modelInWords() {
    return model.map(ModelInWords::of).orElse(Map.of());
  }

  /** The run's files of samples, made already or not. */
  public SampleUnits units() {
    return sampling.units(samplesPerFile);
  }

  /** As JSON, in the format of its version. */
  public ObjectNode toJson() {
    ObjectNode json =
        model.map(known -> new RunIdentity(known, sampling).toJson()).orElseGet(sampling::toJson);
    json.put(SAMPLES_PER_FILE, samplesPerFile);
    return layout == RunLayout.BESIDE ? json : json.put(LAYOUT, layout.label());
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException naming what is missing, unknown or impossible
   */
  public static RunDescription fromJson(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new IllegalArgumentException(NAME + " holds no JSON object");
    }
    ObjectNode rest = object.deepCopy();
    JsonNode size = rest.path(SAMPLES_PER_FILE);
    if (!size.isInt()) {
      throw new IllegalArgumentException(
          "%s: %s must be a whole number, but is %s".formatted(NAME, SAMPLES_PER_FILE, size));
    }
    RunLayout layout =
        rest.has(LAYOUT) ? RunLayout.of(rest.get(LAYOUT).asText()) : RunLayout.BESIDE;
    rest.remove(List.of(SAMPLES_PER_FILE, LAYOUT));
    if (!rest.has(RunIdentity.VERSION_FIELD)) {
      return new RunDescription(
          Optional.empty(), SamplingConfig.fromJson(rest), size.intValue(), layout);
    }
    RunIdentity identity = RunIdentity.fromJson(rest);
    return new RunDescription(
        Optional.of(identity.model()), identity.sampling(), size.intValue(), layout);
  }

  /** As the file holds it. */
  public String text() {
    return new String(Json.compact(toJson()), StandardCharsets.UTF_8) + "\n";
  }
}
