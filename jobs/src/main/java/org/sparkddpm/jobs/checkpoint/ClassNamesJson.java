package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkddpm.images.ClassNames;

/**
 * What a model's classes are called, beside the model in {@code config.json} of a checkpoint: a
 * list {@code class_names}, one for each label from 0 on. It is absent where classes are numbers,
 * as in all checkpoints from before classes had names.
 */
public final class ClassNamesJson {

  private static final String SOURCE = "config.json of the checkpoint";
  private static final String FIELD = "class_names";

  private ClassNamesJson() {}

  /** Adds the names to a configuration, if there are any. */
  public static void put(ObjectNode config, ClassNames names) {
    if (names.areWords()) {
      ArrayNode list = config.putArray(FIELD);
      names.words().forEach(list::add);
    }
  }

  /**
   * Reads the names.
   *
   * @param classes how many classes the model has
   * @throws IllegalArgumentException if they are no names, or not one for each class
   */
  public static ClassNames of(JsonNode config, int classes) {
    if (!config.has(FIELD)) {
      return ClassNames.NUMBERS;
    }
    List<String> words = new ArrayList<>();
    config.get(FIELD).forEach(word -> words.add(word.isTextual() ? word.textValue() : ""));
    if (words.size() != classes || words.contains("")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s must be a list of %d texts, but is %s; use the file that the training job"
                  + " wrote",
              SOURCE,
              FIELD,
              classes,
              config.get(FIELD)));
    }
    return ClassNames.of(words, SOURCE);
  }
}
