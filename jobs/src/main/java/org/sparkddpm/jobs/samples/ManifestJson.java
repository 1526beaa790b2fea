package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;

/**
 * A manifest of samples as JSON, one file after the other; the files stand in the order of names.
 */
final class ManifestJson {

  private static final String FORMAT_FIELD = "format";
  private static final String FORMAT = "spark-ddpm-samples";
  private static final String FILES = "files";

  private ManifestJson() {}

  static void write(
      OutputStream out,
      RunManifest manifest,
      JsonNode description,
      long samples,
      List<String> words)
      throws IOException {
    try (JsonGenerator json = Json.writer(out)) {
      json.writeStartObject();
      json.writeStringField(FORMAT_FIELD, FORMAT);
      json.writeNumberField("version", 1);
      json.writeNumberField("samples", samples);
      json.writeFieldName("run");
      json.writeTree(description);
      if (!words.isEmpty()) {
        json.writeArrayFieldStart("class_names");
        for (String word : words) {
          json.writeString(word);
        }
        json.writeEndArray();
      }
      json.writeObjectFieldStart(FILES);
      writeFiles(json, manifest);
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeFiles(JsonGenerator json, RunManifest manifest) throws IOException {
    NavigableMap<String, FileEntry> before = new TreeMap<>(manifest.others());
    SampleUnits plan = manifest.plan();
    List<Integer> labels =
        plan.labels().stream()
            .sorted(Comparator.comparing(label -> SampleUnit.folder(label) + "/"))
            .toList();
    for (int label : labels) {
      // A folder's files of other kinds stand before or behind the units'.
      writeBefore(json, before, SampleUnit.folder(label) + "/part-");
      for (int number = plan.begin(label); number < plan.end(label); number++) {
        if (manifest.units().has(number)) {
          manifest.units().get(number).writeTo(json, plan.get(number).path());
        }
      }
    }
    for (Map.Entry<String, FileEntry> file : before.entrySet()) {
      file.getValue().writeTo(json, file.getKey());
    }
  }

  private static void writeBefore(
      JsonGenerator json, NavigableMap<String, FileEntry> files, String name) throws IOException {
    while (!files.isEmpty() && files.firstKey().compareTo(name) < 0) {
      Map.Entry<String, FileEntry> file = files.pollFirstEntry();
      file.getValue().writeTo(json, file.getKey());
    }
  }

  static RunManifest read(InputStream in, SampleUnits plan) throws IOException {
    RunManifest manifest = new RunManifest(plan);
    boolean format = false;
    boolean files = false;
    try (JsonParser json = Json.reader(in)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        json.nextToken();
        switch (field) {
          case FORMAT_FIELD -> format = json.getValueAsString("").equals(FORMAT);
          case FILES -> {
            require(!files && json.currentToken() == JsonToken.START_OBJECT);
            files = true;
            readFiles(json, manifest);
          }
          default -> json.skipChildren();
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its JSON cannot be read: " + e.getOriginalMessage(), e);
    }
    require(format && files);
    return manifest;
  }

  private static void readFiles(JsonParser json, RunManifest manifest) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      FileEntry.checkedName(name);
      JsonNode value = json.readValueAsTree();
      FileEntry entry = FileEntry.of(value);
      OptionalInt number = manifest.plan().number(name);
      boolean twice;
      if (number.isPresent()) {
        twice = manifest.units().has(number.getAsInt());
        manifest.units().put(number.getAsInt(), entry);
      } else {
        twice = manifest.others().put(name, entry) != null;
      }
      if (twice) {
        throw new IllegalArgumentException("it lists " + name + " twice");
      }
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("it is no manifest of samples");
    }
  }
}
