package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;

/**
 * The files that a run has finished, by their names within its folder.
 *
 * @param files length and sha256 of each
 */
public record RunManifest(SortedMap<String, FileEntry> files) {

  /** The file's name. */
  public static final String NAME = "_manifest.json";

  /** The manifest of a run that has finished nothing. */
  public static final RunManifest EMPTY = new RunManifest(Collections.emptySortedMap());

  private static final String FORMAT = "spark-ddpm-samples";

  /** Makes the files unmodifiable. */
  public RunManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Only the files that are the same in another manifest. */
  public RunManifest sameAs(RunManifest other) {
    SortedMap<String, FileEntry> same = new TreeMap<>(files);
    same.entrySet().removeIf(file -> !file.getValue().equals(other.files.get(file.getKey())));
    return new RunManifest(same);
  }

  /** These files and others, which replace those of the same name. */
  public RunManifest with(RunManifest others) {
    SortedMap<String, FileEntry> all = new TreeMap<>(files);
    all.putAll(others.files);
    return new RunManifest(all);
  }

  /** The names of all files. */
  public Set<String> names() {
    return files.keySet();
  }

  /** Whether samples are among them. */
  public boolean hasParquet() {
    return files.keySet().stream().anyMatch(SampleUnit::isParquet);
  }

  /**
   * As JSON; the same files give the same bytes.
   *
   * @param description of the run as its folder has it, {@link RunDescription#toJson}
   * @param samples of the whole run
   */
  public byte[] encode(JsonNode description, long samples) {
    ObjectNode json = Json.object();
    json.put("format", FORMAT).put("version", 1).put("samples", samples);
    json.set("run", description);
    ObjectNode list = json.putObject("files");
    files.forEach((name, file) -> file.addTo(list, name));
    return (new String(Json.indented(json), StandardCharsets.UTF_8) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is no such manifest
   */
  public static RunManifest decode(byte[] bytes) {
    JsonNode json;
    try {
      json = Json.parse(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (!json.path("format").asText().equals(FORMAT) || !json.path("files").isObject()) {
      throw new IllegalArgumentException("it is no manifest of samples");
    }
    SortedMap<String, FileEntry> files = new TreeMap<>();
    json.path("files")
        .fields()
        .forEachRemaining(file -> files.put(file.getKey(), FileEntry.of(file.getValue())));
    return new RunManifest(files);
  }
}
