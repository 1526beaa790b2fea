package org.sparkddpm.jobs.storage;

import java.util.List;
import java.util.Map;

/**
 * What a safetensors file holds.
 *
 * @param tensors the tensors in the order of their data; read ones are slices of one array, in
 *     which they lie one after the other without gaps
 * @param metadata the file's free text entries
 */
public record TensorFile(List<Tensor> tensors, Map<String, String> metadata) {

  /** Makes both collections unmodifiable. */
  public TensorFile {
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
  }

  /**
   * The tensor of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no tensor '%s'; there are %s"
                        .formatted(name, tensors.stream().map(Tensor::name).toList())));
  }
}
