package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a run has finished, by their names within its folder.
 *
 * @param files length of each and, but for the Parquet files with checksums of their own, sha256
 */
record RunManifest(SortedMap<String, Entry> files) {

  static final String NAME = "_manifest.json";

  /** The manifest of a run that has finished nothing. */
  static final RunManifest EMPTY = new RunManifest(Collections.emptySortedMap());

  private static final String FORMAT = "spark-ddpm-samples";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Length in bytes, and sha256 in 64 hexadecimal digits if it was taken. */
  record Entry(long length, Optional<String> sha256) {}

  RunManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Only the files that are still there in their full length. */
  RunManifest stillIn(Map<String, Long> lengths) {
    SortedMap<String, Entry> still = new TreeMap<>();
    files.forEach(
        (name, entry) -> {
          if (lengths.getOrDefault(name, -1L) == entry.length()) {
            still.put(name, entry);
          }
        });
    return new RunManifest(still);
  }

  boolean hasParquet() {
    return files.keySet().stream().anyMatch(SampleUnit::isParquet);
  }

  /**
   * As JSON; the same files give the same bytes.
   *
   * @param run what identifies the run
   */
  byte[] encode(JsonNode run, long samples) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", FORMAT).put("version", 1).put("samples", samples);
    json.set("run", run);
    ObjectNode list = json.putObject("files");
    files.forEach(
        (name, entry) -> {
          ObjectNode file = list.putObject(name).put("length", entry.length());
          entry.sha256().ifPresent(digest -> file.put("sha256", digest));
        });
    try {
      return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes could not be written", e);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is no such manifest
   */
  static RunManifest decode(byte[] bytes) {
    JsonNode json;
    try {
      json = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!json.path("format").asText().equals(FORMAT) || !json.path("files").isObject()) {
      throw new IllegalArgumentException("it is no manifest of samples");
    }
    SortedMap<String, Entry> files = new TreeMap<>();
    json.path("files")
        .fields()
        .forEachRemaining(
            file ->
                files.put(
                    file.getKey(),
                    new Entry(
                        file.getValue().path("length").asLong(-1),
                        Optional.ofNullable(file.getValue().path("sha256").textValue()))));
    return new RunManifest(files);
  }
}
