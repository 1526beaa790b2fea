package org.sparkddpm.jobs.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;

/**
 * A run at the end of a round: what a checkpoint holds.
 *
 * @param parameters the weights in training
 * @param ema their moving average
 * @param optimizer Adam's first moments, then its second ones
 */
record Snapshot(TrainingProgress state, float[] parameters, float[] ema, float[] optimizer) {

  private static final String FIRST_MOMENT = "m.";
  private static final String SECOND_MOMENT = "v.";

  /** A run that has not begun, from its first weights. */
  static Snapshot fresh(TrainingProgress state, float[] start) {
    return new Snapshot(state, start, start.clone(), new float[2 * start.length]);
  }

  Checkpoint toCheckpoint(
      ModelConfig model,
      ClassNames names,
      TrainingData data,
      Settings settings,
      RunEngine engine,
      ParameterLayout layout) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("model", ModelJson.toJson(model));
    ClassNamesJson.put(config, names);
    data.put(config);
    config.put("label_dropout", settings.get(TrainOptions.LABEL_DROPOUT));
    config.put("guidance", settings.get(TrainOptions.GUIDANCE));
    config.set("options", settings.toJson());
    engine.figures().forEach(config::put);
    int length = layout.length();
    List<Tensor> moments = new ArrayList<>();
    moments.addAll(ModelTensors.of(layout, slice(optimizer, 0, length), FIRST_MOMENT));
    moments.addAll(ModelTensors.of(layout, slice(optimizer, length, length), SECOND_MOMENT));
    return new Checkpoint(
        config,
        state.toJson(),
        Map.of(
            Checkpoint.PARAMETERS,
            ModelTensors.of(layout, parameters, ""),
            Checkpoint.EMA,
            ModelTensors.of(layout, ema, ""),
            Checkpoint.OPTIMIZER,
            moments));
  }

  static Snapshot of(Checkpoint checkpoint, ParameterLayout layout) {
    int length = layout.length();
    List<Tensor> moments = checkpoint.tensors(Checkpoint.OPTIMIZER);
    float[] optimizer = new float[2 * length];
    System.arraycopy(
        ModelTensors.flat(layout, half(moments, FIRST_MOMENT), FIRST_MOMENT),
        0,
        optimizer,
        0,
        length);
    System.arraycopy(
        ModelTensors.flat(layout, half(moments, SECOND_MOMENT), SECOND_MOMENT),
        0,
        optimizer,
        length,
        length);
    return new Snapshot(
        TrainingProgress.fromJson(checkpoint.state()),
        ModelTensors.flat(layout, checkpoint.tensors(Checkpoint.PARAMETERS), ""),
        ModelTensors.flat(layout, checkpoint.tensors(Checkpoint.EMA), ""),
        optimizer);
  }

  private static List<Tensor> half(List<Tensor> moments, String prefix) {
    return moments.stream().filter(tensor -> tensor.name().startsWith(prefix)).toList();
  }

  private static float[] slice(float[] values, int offset, int length) {
    float[] part = new float[length];
    System.arraycopy(values, offset, part, 0, length);
    return part;
  }
}
