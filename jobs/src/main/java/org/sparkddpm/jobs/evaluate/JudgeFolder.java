package org.sparkddpm.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.storage.BegunFiles;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.RecordFormat;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.jobs.storage.WriteProbe;
import org.sparkddpm.jobs.storage.WriterClaim;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;

/**
 * The folder of one judge: its weights as safetensors and, written last, {@value #NAME}, which says
 * what it is and has the length and the sha256 of the weights.
 */
final class JudgeFolder {

  static final String NAME = "judge.json";
  static final String WEIGHTS = "judge.safetensors";

  private static final String FORMAT = "spark-ddpm-judge";
  private static final int VERSION = 1;

  /** More than a description has, and than the weights' file has beside the weights; in bytes. */
  private static final int LONGEST = 1 << 24;

  private static final RecordFormat<JudgeConfig> CONFIG = format(JudgeConfig.class, "network.");
  private static final RecordFormat<JudgePlan> PLAN = format(JudgePlan.class, "training.");
  private static final RecordFormat<Origin> ORIGIN = format(Origin.class, "data.");

  /** What it was trained and tried on. */
  record Origin(
      String source,
      long images,
      String sha256,
      String identity,
      long testRight,
      long testImages) {}

  private final Location location;

  /**
   * A folder that need not exist yet.
   *
   * @throws IOException if no file system answers to it
   */
  JudgeFolder(Configuration conf, String folder) throws IOException {
    this.location = Location.of(conf, folder);
  }

  private static <T extends Record> RecordFormat<T> format(Class<T> type, String prefix) {
    return new RecordFormat<>(type, NAME, prefix, "evaluate-job", Map.of());
  }

  @Override
  public String toString() {
    return location.path().toString();
  }

  void checkWritable() throws IOException {
    WriteProbe.check(location.fileSystem(), location.path());
  }

  /**
   * Waits until nobody else stores a judge here, claims the folder, and removes what killed drivers
   * have left of one.
   *
   * @throws IOException if the folder cannot be written
   */
  WriterClaim claim() throws IOException {
    return BegunFiles.claim(location, "another --judge", Set.of(NAME, WEIGHTS)::contains);
  }

  /**
   * Stores a judge.
   *
   * @throws IOException if it cannot be written
   */
  void write(StoredJudge judge) throws IOException {
    try {
      writeFiles(judge);
    } catch (IOException e) {
      throw new IOException(
          "the judge is trained, but cannot be kept in %s: %s; give the job write access and enough space there, or another --judge, and run the same command again, which trains it again"
              .formatted(this, e.getMessage()),
          e);
    }
  }

  private void writeFiles(StoredJudge judge) throws IOException {
    ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    Safetensors.write(
        tensors, ModelTensors.of(judge.config().layout(), judge.weights(), ""), Map.of());
    FileEntry entry =
        WholeFile.writeVerified(location.fileSystem(), file(WEIGHTS), out -> tensors.writeTo(out));
    ObjectNode json = Json.object().put("format", FORMAT).put("version", VERSION);
    json.set("network", CONFIG.write(judge.config()));
    json.set("training", PLAN.write(judge.plan()));
    json.set(
        "data",
        ORIGIN.write(
            new Origin(
                judge.data(),
                judge.trainImages(),
                judge.dataSha256(),
                judge.dataIdentity(),
                judge.accuracy().count(),
                judge.accuracy().of())));
    ClassNamesJson.put(json, judge.names());
    entry.addTo(json.putObject("files"), WEIGHTS);
    WholeFile.writeVerified(
        location.fileSystem(), file(NAME), out -> out.write(Json.indented(json)));
  }

  /**
   * Reads the judge and verifies its weights.
   *
   * @return empty if there is none
   * @throws FileTooLongException if one of its files has more bytes than any of its kind
   * @throws IOException if it cannot be read, or its weights are not what was written
   * @throws IllegalArgumentException naming what in its description is missing or wrong
   */
  Optional<StoredJudge> read() throws IOException {
    Optional<byte[]> description = content(NAME, LONGEST);
    if (description.isEmpty()) {
      return Optional.empty();
    }
    JsonNode json = parsed(description.get());
    if (!json.path("format").asText().equals(FORMAT) || json.path("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "%s is no judge of this version; give another --judge".formatted(file(NAME)));
    }
    JudgeConfig config = CONFIG.read(json.path("network"));
    Origin origin = ORIGIN.read(json.path("data"));
    return Optional.of(
        new StoredJudge(
            config,
            PLAN.read(json.path("training")),
            ClassNamesJson.of(json, config.classes()),
            origin.source(),
            origin.images(),
            origin.sha256(),
            origin.identity(),
            new Share(origin.testRight(), origin.testImages()),
            weights(config, FileEntry.of(json.path("files").path(WEIGHTS)))));
  }

  /**
   * Reads the judge that must be there.
   *
   * @throws IllegalArgumentException if there is none
   * @throws IOException as {@link #read}
   */
  StoredJudge require() throws IOException {
    return read()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no judge in %s; give --train-judge, which trains one, or another --judge"
                        .formatted(this)));
  }

  private JsonNode parsed(byte[] description) throws IOException {
    try {
      return Json.parse(description);
    } catch (IOException e) {
      throw new IOException("%s: %s%s".formatted(file(NAME), e.getMessage(), remedy()), e);
    }
  }

  private float[] weights(JudgeConfig config, FileEntry expected) throws IOException {
    long most = (long) Float.BYTES * config.layout().length() + LONGEST;
    byte[] bytes =
        content(WEIGHTS, (int) Math.min(most, Safetensors.LARGEST))
            .orElseThrow(() -> new FileNotFoundException(file(WEIGHTS) + " is missing" + remedy()));
    if (bytes.length != expected.length() || !Sha256.of(bytes).equals(expected.sha256())) {
      throw new IOException(
          "%s is not what %s says: it has another length or sha256%s"
              .formatted(file(WEIGHTS), NAME, remedy()));
    }
    return ModelTensors.flat(
        config.layout(), Safetensors.read(bytes, file(WEIGHTS).toString()).tensors(), "");
  }

  private static String remedy() {
    return "; restore the folder from a copy, or remove it and train a judge anew with --train-judge";
  }

  private Optional<byte[]> content(String name, int most) throws IOException {
    Location place = location.at(file(name));
    try {
      return Optional.of(place.read(most));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (FileTooLongException e) {
      throw e;
    } catch (IOException e) {
      throw place.unreadable(e);
    }
  }

  private Path file(String name) {
    return new Path(location.path(), name);
  }
}
