package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a model was trained on, as {@code training_data} beside the model in {@code config.json} of
 * a checkpoint. It is absent in checkpoints of versions that did not write it.
 *
 * @param fingerprint of all images and their classes
 * @param classCounts training images of each class; index = label
 */
public record TrainingData(String fingerprint, List<Long> classCounts) {

  private static final String FIELD = "training_data";
  private static final String FINGERPRINT = "fingerprint";
  private static final String CLASS_COUNTS = "class_counts";

  /** Copies. */
  public TrainingData {
    classCounts = List.copyOf(classCounts);
  }

  /** Of so many images of each class. */
  public static TrainingData of(String fingerprint, long[] classCounts) {
    return new TrainingData(fingerprint, Arrays.stream(classCounts).boxed().toList());
  }

  /** Number of training images. */
  public long images() {
    return classCounts.stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the model has seen images of a class. */
  public boolean has(int label) {
    return classCounts.get(label) > 0;
  }

  /** The classes that the model has seen images of. */
  public List<Integer> labels() {
    return IntStream.range(0, classCounts.size()).filter(this::has).boxed().toList();
  }

  /** Adds it to a configuration. */
  public void put(ObjectNode config) {
    ObjectNode json = config.putObject(FIELD);
    json.put(FINGERPRINT, fingerprint);
    ArrayNode counts = json.putArray(CLASS_COUNTS);
    classCounts.forEach(counts::add);
  }

  /**
   * Reads it.
   *
   * @param classes how many classes the model has
   * @throws IllegalArgumentException if it is not what the training job writes
   */
  public static Optional<TrainingData> of(JsonNode config, int classes) {
    if (!config.has(FIELD)) {
      return Optional.empty();
    }
    JsonNode json = config.get(FIELD);
    List<Long> counts = new ArrayList<>();
    for (JsonNode count : json.path(CLASS_COUNTS)) {
      counts.add(count.isIntegralNumber() && count.canConvertToLong() ? count.asLong() : -1L);
    }
    if (counts.size() != classes
        || counts.stream().anyMatch(count -> count < 0)
        || !json.path(FINGERPRINT).isTextual()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "config.json of the checkpoint: %s must have a text %s and %d whole numbers %s; use the"
                  + " file that the training job wrote",
              FIELD,
              FINGERPRINT,
              classes,
              CLASS_COUNTS));
    }
    return Optional.of(new TrainingData(json.get(FINGERPRINT).asText(), counts));
  }
}
