package org.sparkddpm.jobs.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.unet.ParameterLayout;

/** Between a network's flat vector of parameters and the named tensors of a checkpoint. */
public final class ModelTensors {

  private ModelTensors() {}

  /**
   * Names the parts of a flat vector.
   *
   * @param flat at least as long as the layout; shared, not copied
   * @param prefix put before each parameter's name
   */
  public static List<Tensor> of(ParameterLayout layout, float[] flat, String prefix) {
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      tensors.add(Tensor.slice(prefix + entry.name(), flat, entry.offset(), shape(entry)));
    }
    return tensors;
  }

  /**
   * Puts tensors back into one vector.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   */
  public static float[] flat(ParameterLayout layout, List<Tensor> tensors, String prefix) {
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    for (ParameterLayout.Entry entry : layout.entries()) {
      Tensor tensor = byName.get(prefix + entry.name());
      if (tensor == null || !tensor.shape().equals(entry.shape())) {
        throw new IllegalArgumentException(
            "the checkpoint's tensor %s should have shape %s, but %s; its config.json describes another network"
                .formatted(
                    prefix + entry.name(),
                    entry.shape(),
                    tensor == null ? "is missing" : "has " + tensor.shape()));
      }
    }
    // Only now: a config.json of another network may ask for any amount of memory.
    float[] flat = new float[layout.length()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      byName.get(prefix + entry.name()).copyTo(flat, entry.offset());
    }
    return flat;
  }

  private static long[] shape(ParameterLayout.Entry entry) {
    return entry.shape().stream().mapToLong(Long::longValue).toArray();
  }
}
