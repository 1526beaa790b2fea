package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.network.Network;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** Checkpoints of an untrained network for three classes of 7 x 6 pixels. */
final class TinyModel {

  static final int CLASSES = 3;
  static final int HEIGHT = 7;
  static final int WIDTH = 6;

  private TinyModel() {}

  /** Stores a checkpoint, its moving average unlike its raw weights; returns the location. */
  static String store(Path folder, double labelDropout) throws IOException {
    return store(folder, labelDropout, 1);
  }

  /** Stores a checkpoint of weights that depend on a seed. */
  static String store(Path folder, double labelDropout, long seed) throws IOException {
    return store(folder, labelDropout, seed, 50);
  }

  /** Stores a checkpoint of a model of so many timesteps. */
  static String store(Path folder, double labelDropout, long seed, int timesteps)
      throws IOException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("label_dropout", labelDropout);
    return store(folder, seed, timesteps, config);
  }

  /** Stores a checkpoint whose configuration says a bit more. */
  static String store(Path folder, long seed, int timesteps, ObjectNode config) throws IOException {
    ModelConfig model = model(timesteps);
    config.set("model", ModelJson.toJson(model));
    Checkpoint checkpoint =
        new Checkpoint(
            config,
            JsonNodeFactory.instance.objectNode(),
            Map.of(
                Checkpoint.PARAMETERS, weights(model, seed),
                Checkpoint.EMA, weights(model, seed + 1)));
    String location = folder.toString();
    new CheckpointStore(new Configuration(), location, 1)
        .write(1000, checkpoint, OptionalDouble.empty());
    return location;
  }

  private static ModelConfig model(int timesteps) {
    UNetConfig unet =
        new UNetConfig(
            8,
            8,
            1,
            CLASSES,
            2,
            8,
            List.of(1, 2),
            3,
            8,
            List.of(true, true),
            true,
            2,
            4,
            4,
            true,
            true);
    return new ModelConfig(unet, new DiffusionConfig("cosine", timesteps), HEIGHT, WIDTH);
  }

  private static List<Tensor> weights(ModelConfig model, long seed) {
    Network network = Network.forInference(model.unet());
    network.initialize(seed);
    return ModelTensors.of(network.layout(), network.parameters(), "");
  }
}
