package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words that classes are called by, in the footer of a Parquet file of samples, whose labels
 * are numbers: under {@value #KEY} a JSON list with a text for each label from 0 on. Files of
 * classes that are called by numbers have no such entry.
 */
public final class ClassNamesFooter {

  private static final String KEY = "spark-ddpm.class_names";

  private ClassNamesFooter() {}

  /** What a file's footer gets: nothing where there are no words. */
  public static Map<String, String> of(List<String> words) {
    if (words.isEmpty()) {
      return Map.of();
    }
    ArrayNode list = Json.object().putArray(KEY);
    words.forEach(list::add);
    return Map.of(KEY, new String(Json.compact(list), StandardCharsets.UTF_8));
  }

  /**
   * The words in a file's footer.
   *
   * @return empty if it has none
   * @throws IOException if what it has is no list of texts
   */
  public static Optional<List<String>> read(Map<String, String> footer) throws IOException {
    String text = footer.get(KEY);
    if (text == null) {
      return Optional.empty();
    }
    JsonNode list = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    List<String> words = new ArrayList<>();
    for (JsonNode word : list) {
      words.add(word.asText());
    }
    if (!list.isArray() || words.isEmpty()) {
      throw new IOException("the footer's " + KEY + " must be a list of texts, but is " + text);
    }
    return Optional.of(words);
  }
}
