package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.network.Network;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** Small models of three classes, with random weights. */
final class RandomModels {
  static final int TIMESTEPS = 40;

  private RandomModels() {}

  /** Gray and coloured, padded and not, with each way of the class and each schedule. */
  static Stream<ModelConfig> all() {
    DiffusionConfig cosine = new DiffusionConfig("cosine", TIMESTEPS);
    List<Boolean> both = List.of(true, true);
    return Stream.of(
        new ModelConfig(
            new UNetConfig(8, 12, 1, 3, 2, 8, List.of(1, 2), 3, 8, both, true, 2, 4, 4, true, true),
            cosine,
            7,
            9),
        new ModelConfig(
            new UNetConfig(8, 8, 3, 3, 2, 8, List.of(1, 2), 3, 6, both, true, 2, 4, 4, false, true),
            new DiffusionConfig("linear-rescaled", TIMESTEPS, "v"),
            8,
            6),
        new ModelConfig(
            new UNetConfig(
                8,
                8,
                3,
                3,
                1,
                8,
                List.of(1, 2, 1),
                7,
                10,
                List.of(false, true, false),
                false,
                3,
                5,
                2,
                true,
                false),
            new DiffusionConfig("linear", TIMESTEPS),
            5,
            8),
        new ModelConfig(
            new UNetConfig(
                8, 8, 1, 3, 2, 8, List.of(1, 2), 3, 8, both, true, 2, 4, 4, true, true, true),
            new DiffusionConfig("cosine", TIMESTEPS, "v"),
            8,
            8));
  }

  /** As training starts, but that norms and biases, the identity then, are moved away from it. */
  static float[] weights(ModelConfig model) {
    float[] weights;
    try (Network network = Network.forInference(model.unet())) {
      network.initialize(1);
      weights = network.parameters();
    }
    float[] moves = new float[weights.length];
    RandomStream.of(2, Purpose.WEIGHTS, 0).fillGaussian(moves, 0, moves.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.1f * moves[i];
    }
    return weights;
  }

  /** Writes a checkpoint of a model, without validation. */
  static void store(Path folder, ModelConfig model, float[] weights) throws IOException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("model", ModelJson.toJson(model));
    config.put("label_dropout", 0.1);
    List<Tensor> tensors;
    try (Network network = Network.forInference(model.unet())) {
      tensors = ModelTensors.of(network.layout(), weights, "");
    }
    new CheckpointStore(new Configuration(), folder.toString(), 1)
        .write(
            1000,
            new Checkpoint(
                config,
                JsonNodeFactory.instance.objectNode(),
                Map.of(Checkpoint.PARAMETERS, tensors, Checkpoint.EMA, tensors)),
            OptionalDouble.empty());
  }
}
