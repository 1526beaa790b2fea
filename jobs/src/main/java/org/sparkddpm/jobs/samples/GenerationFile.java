package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * How a run's samples were made, in the folder of its report: what determines none of them, such as
 * where the checkpoint lay and how long it took.
 *
 * @param checkpoint path of the checkpoint, with scheme
 * @param imagesSeen training images that it had seen
 * @param trainedOn fingerprint of the images that it was trained on, where that is known
 * @param result the job's figures by name
 */
public record GenerationFile(
    String checkpoint, long imagesSeen, Optional<String> trainedOn, JsonNode result) {

  /** The folder, within the run's, of its report. */
  public static final String FOLDER = "_report";

  /** Its name in that folder. */
  public static final String FILE = "generation.json";

  private static final String NAME = FOLDER + "/" + FILE;
  private static final String FORMAT = "spark-ddpm-generation";
  private static final String TRAINED_ON = "trained_on";

  /** Of a job that has ended. */
  public static GenerationFile of(
      String checkpoint, long imagesSeen, Optional<String> trainedOn, Map<String, Object> figures) {
    ObjectNode result = Json.object();
    figures.forEach(result::putPOJO);
    return new GenerationFile(checkpoint, imagesSeen, trainedOn, result);
  }

  /**
   * Replaces it.
   *
   * @throws IOException if that fails
   */
  public void write(RunFolder run) throws IOException {
    ObjectNode json = Json.object().put("format", FORMAT).put("version", 1);
    json.put("checkpoint", checkpoint).put("images_seen", imagesSeen);
    trainedOn.ifPresent(fingerprint -> json.put(TRAINED_ON, fingerprint));
    json.set("result", result);
    Path file = run.path(NAME);
    WholeFile.write(run.location().fileSystem(), file, out -> out.write(Json.indented(json)));
  }

  /**
   * Reads it.
   *
   * @return empty if the run has none, as those that were made by earlier versions
   * @throws IOException if it cannot be read
   */
  public static Optional<GenerationFile> read(RunFolder run) throws IOException {
    byte[] bytes;
    try {
      bytes = run.read(NAME);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    JsonNode json = Json.parse(bytes);
    if (!json.path("format").asText().equals(FORMAT)) {
      throw new IOException(run.path(NAME) + " is no account of a generation; remove it");
    }
    return Optional.of(
        new GenerationFile(
            json.path("checkpoint").asText(),
            json.path("images_seen").asLong(),
            Optional.ofNullable(json.path(TRAINED_ON).textValue()),
            json.path("result")));
  }
}
