package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.train.ChosenModel;
import org.sparkddpm.jobs.train.TrainOptions;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;

/**
 * What is measured: a preset's network with what its steps depend on.
 *
 * @param batchSize images of a minibatch
 * @param gradientClip largest L2 norm of a minibatch's gradient; 0 for no limit
 * @param guidance scale of classifier-free guidance when sampling; both branches are computed
 */
public record Subject(
    ModelConfig model, int batchSize, double learningRate, double gradientClip, double guidance) {

  /** Reads and writes all JSON here. */
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final ImageShape MNIST = new ImageShape(28, 28, 1);
  private static final int MNIST_CLASSES = 10;
  private static final double GUIDANCE = 1.5;

  /**
   * A preset on images like MNIST's. It predicts the noise, which peers are given as the target;
   * another prediction takes the same network and two small kernel calls more.
   *
   * @throws IllegalArgumentException for an unknown preset
   */
  public static Subject of(String preset, int batchSize) {
    Settings settings = settings(preset);
    ModelConfig model = ChosenModel.of(settings, MNIST, MNIST_CLASSES);
    return new Subject(
        new ModelConfig(
            model.unet(),
            model.diffusion().predicting(DiffusionConfig.DEFAULT_PREDICTION),
            model.imageHeight(),
            model.imageWidth()),
        batchSize,
        settings.get(TrainOptions.LEARNING_RATE),
        settings.get(TrainOptions.GRADIENT_CLIP),
        GUIDANCE);
  }

  /** The batch size that a preset trains with. */
  static int trainingBatch(String preset) {
    return settings(preset).get(TrainOptions.BATCH_SIZE);
  }

  private static Settings settings(String preset) {
    return TrainOptions.COMMAND.settings(Map.of(TrainOptions.PRESET.name(), preset));
  }

  JsonNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.set("model", ModelJson.toJson(model));
    return json.put("batch_size", batchSize)
        .put("learning_rate", learningRate)
        .put("gradient_clip", gradientClip)
        .put("guidance", guidance);
  }

  /** Reads what {@link Export} wrote. */
  public static Subject read(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    return new Subject(
        ModelJson.fromJson(json.path("model")),
        json.path("batch_size").asInt(),
        json.path("learning_rate").asDouble(),
        json.path("gradient_clip").asDouble(),
        json.path("guidance").asDouble());
  }
}
