package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Tensor;

/**
 * What a run needs to continue, as data.
 *
 * <p>The tensors' arrays are shared, not copied (see {@link Tensor}); the JSON trees are copied,
 * their numbers becoming int, long or double as when read from a file.
 *
 * @param config the resolved configuration, a JSON object; becomes {@code config.json}
 * @param state where the run stands, a JSON object; becomes {@code state.json}
 * @param tensors lists of tensors by the name of their file without {@code .safetensors}, usually
 *     {@link #PARAMETERS}, {@link #EMA} and {@link #OPTIMIZER}
 */
public record Checkpoint(JsonNode config, JsonNode state, Map<String, List<Tensor>> tensors) {

  /** The file of the raw parameters. */
  public static final String PARAMETERS = "parameters";

  /** The file of the parameters' exponential moving average, the ones to generate with. */
  public static final String EMA = "ema";

  /** The file of the optimizer's state. */
  public static final String OPTIMIZER = "optimizer";

  static final Pattern STEM = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  private static final Set<String> RESERVED = Set.of("config", "state", "manifest");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if config or state is no JSON object or holds NaN or infinity,
   *     or if a file name is not made of lower-case letters, digits, '_' and '-'
   */
  public Checkpoint {
    config = checkedObject("config", config);
    state = checkedObject("state", state);
    Map<String, List<Tensor>> copy = new TreeMap<>();
    tensors.forEach((stem, list) -> copy.put(checkedStem(stem), List.copyOf(list)));
    tensors = Collections.unmodifiableMap(copy);
  }

  /** A copy of the configuration. */
  @Override
  public JsonNode config() {
    return config.deepCopy();
  }

  /** A copy of the state. */
  @Override
  public JsonNode state() {
    return state.deepCopy();
  }

  /**
   * The tensors of one file.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public List<Tensor> tensors(String stem) {
    List<Tensor> list = tensors.get(stem);
    if (list == null) {
      throw new IllegalArgumentException(
          "the checkpoint has no file '%s' of tensors; it has %s"
              .formatted(stem, tensors.keySet()));
    }
    return list;
  }

  private static JsonNode checkedObject(String what, JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "%s must be a JSON object, but is %s".formatted(what, node));
    }
    Json.checkFinite(node, what);
    return Json.canonical(node);
  }

  private static String checkedStem(String stem) {
    if (!STEM.matcher(stem).matches() || RESERVED.contains(stem)) {
      throw new IllegalArgumentException(
          ("'%s' cannot name a file of tensors; use up to 64 of a-z, 0-9, '_' and '-', a"
                  + " letter first, and none of %s")
              .formatted(stem, new TreeSet<>(RESERVED)));
    }
    return stem;
  }
}
