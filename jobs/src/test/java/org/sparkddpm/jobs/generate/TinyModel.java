package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkddpm.jobs.storage.Checkpoint;
import org.sparkddpm.jobs.storage.CheckpointStore;
import org.sparkddpm.jobs.storage.ModelJson;
import org.sparkddpm.jobs.storage.ModelTensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.kernels.Kernels;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetConfig;

/** Checkpoints of an untrained network for three classes of 7 x 6 pixels. */
final class TinyModel {

  static final int CLASSES = 3;
  static final int HEIGHT = 7;
  static final int WIDTH = 6;

  private static final ModelConfig MODEL =
      new ModelConfig(
          new UNetConfig(
              8,
              8,
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
              true),
          new DiffusionConfig("cosine", 50),
          HEIGHT,
          WIDTH);

  private TinyModel() {}

  /** Stores a checkpoint, its moving average unlike its raw weights; returns the location. */
  static String store(Path folder, double labelDropout) throws IOException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("model", ModelJson.toJson(MODEL));
    config.put("label_dropout", labelDropout);
    Checkpoint checkpoint =
        new Checkpoint(
            config,
            JsonNodeFactory.instance.objectNode(),
            Map.of(Checkpoint.PARAMETERS, weights(1), Checkpoint.EMA, weights(2)));
    String location = folder.toString();
    new CheckpointStore(new Configuration(), location, 1)
        .write(1000, checkpoint, OptionalDouble.empty());
    return location;
  }

  private static List<Tensor> weights(long seed) {
    UNet network = UNet.forTraining(MODEL.unet(), new NoOp(), DataType.FLOAT, Kernels.reference());
    network.initialize(seed);
    return ModelTensors.of(network.layout(), network.parameters(), "");
  }
}
