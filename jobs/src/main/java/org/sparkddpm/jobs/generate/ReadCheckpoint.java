package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.DefaultSampling;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;

/**
 * A checkpoint that was read and verified, of which only what samples are made with is kept.
 *
 * @param path of its folder, with scheme
 * @param imagesSeen training images that it had seen
 * @param model its network and diffusion
 * @param known the model's classes
 * @param weights that the settings name, in the order of the model's layout
 * @param labelDropout share of the images that it saw without their label
 * @param guidance the scale that it names for its samples; the default of older ones
 */
record ReadCheckpoint(
    Path path,
    long imagesSeen,
    ModelConfig model,
    KnownClasses known,
    float[] weights,
    double labelDropout,
    double guidance) {

  private static final Logger log = LoggerFactory.getLogger(ReadCheckpoint.class);

  /**
   * Reads the one that the settings name.
   *
   * @throws IOException if there is no intact checkpoint
   * @throws IllegalArgumentException if it is not of a model that this version knows
   */
  static ReadCheckpoint of(Configuration conf, Settings settings) throws IOException {
    StoredCheckpoint stored = CheckpointStore.read(conf, settings.get(GenerateOptions.CHECKPOINT));
    log.info("checkpoint {}: {} images seen", stored.path(), stored.imagesSeen());
    try {
      return of(stored, settings.get(GenerateOptions.WEIGHTS));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(stored.path() + ": " + e.getMessage(), e);
    }
  }

  private static ReadCheckpoint of(StoredCheckpoint stored, Weights weights) {
    JsonNode config = stored.checkpoint().config();
    ModelConfig model = ModelJson.fromJson(config.path("model"));
    int classes = model.unet().classes();
    return new ReadCheckpoint(
        stored.path(),
        stored.imagesSeen(),
        model,
        new KnownClasses(
            classes, ClassNamesJson.of(config, classes), TrainingData.of(config, classes)),
        ModelTensors.flat(
            ParameterLayout.of(model.unet()),
            stored
                .checkpoint()
                .tensors(weights == Weights.RAW ? Checkpoint.PARAMETERS : Checkpoint.EMA),
            ""),
        config.path("label_dropout").asDouble(0),
        config.path("guidance").asDouble(DefaultSampling.GUIDANCE));
  }
}
