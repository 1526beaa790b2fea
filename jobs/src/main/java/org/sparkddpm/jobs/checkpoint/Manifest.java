package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

/**
 * The list of a checkpoint's files. Its last field is its own seal: the sha256 of the manifest's
 * bytes with the 64 digits of the seal replaced by zeros, so that a change of the manifest itself
 * is found too.
 *
 * @param created when it was written
 * @param imagesSeen how many training images the run had seen
 * @param validationLoss finite, if there is one
 * @param files length and sha256 of each file
 */
record Manifest(
    Instant created,
    long imagesSeen,
    OptionalDouble validationLoss,
    SortedMap<String, FileEntry> files) {

  static final String NAME = "manifest.json";
  static final String CONFIG = "config.json";
  static final String STATE = "state.json";
  static final String TENSORS = ".safetensors";

  /** More than any manifest has; keeps a wrong file from filling the memory. */
  static final int LONGEST = 1 << 20;

  private static final String FORMAT = "spark-ddpm-checkpoint";
  private static final int VERSION = 1;
  private static final String SEAL = "manifest_sha256";
  private static final String NO_SEAL = "0".repeat(64);
  private static final Pattern TENSOR_FILE =
      Pattern.compile(Checkpoint.STEM.pattern() + Pattern.quote(TENSORS));

  byte[] encode() {
    ObjectNode root = Json.object();
    root.put("format", FORMAT).put("version", VERSION).put("created", created.toString());
    root.put("images_seen", imagesSeen);
    if (validationLoss.isPresent()) {
      root.put("validation_loss", validationLoss.getAsDouble());
    } else {
      root.putNull("validation_loss");
    }
    ObjectNode list = root.putObject("files");
    files.forEach((name, file) -> file.addTo(list, name));
    root.put(SEAL, NO_SEAL);
    byte[] unsealed = Json.indented(root);
    return Json.indented(root.put(SEAL, Sha256.of(unsealed)));
  }

  /**
   * Reads a manifest.
   *
   * @throws CorruptCheckpointException if it is not the manifest that was written
   * @throws IOException if it is intact, but of another version
   */
  static Manifest decode(byte[] bytes, Path folder) throws IOException {
    JsonNode root = unsealed(bytes, folder);
    if (!root.path("format").asText().equals(FORMAT) || root.path("version").asInt() != VERSION) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "checkpoint %s has format %s version %s, but this program reads %s version %d;"
                  + " use the program that wrote it",
              folder,
              root.path("format"),
              root.path("version"),
              FORMAT,
              VERSION));
    }
    try {
      SortedMap<String, FileEntry> files = new TreeMap<>();
      root.required("files")
          .fields()
          .forEachRemaining(
              field ->
                  files.put(FileEntry.checkedName(field.getKey()), FileEntry.of(field.getValue())));
      JsonNode loss = root.required("validation_loss");
      if (!loss.isNull() && !(loss.isNumber() && Double.isFinite(loss.doubleValue()))) {
        throw new IllegalArgumentException("validation_loss is %s, no number".formatted(loss));
      }
      Manifest manifest =
          new Manifest(
              Instant.parse(root.required("created").asText()),
              Json.wholeNumber(root.required("images_seen")),
              loss.isNull() ? OptionalDouble.empty() : OptionalDouble.of(loss.doubleValue()),
              files);
      manifest.checkNames();
      return manifest;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw CorruptCheckpointException.of(folder, NAME + " makes no sense: " + e.getMessage());
    }
  }

  private static JsonNode unsealed(byte[] bytes, Path folder) throws CorruptCheckpointException {
    JsonNode root;
    try {
      root = Json.parse(bytes);
    } catch (IOException e) {
      throw CorruptCheckpointException.of(folder, NAME + ": " + e.getMessage());
    }
    String seal = root.path(SEAL).asText();
    if (!Sha256.looksLikeOne(seal)) {
      throw CorruptCheckpointException.of(folder, NAME + " has no " + SEAL);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(seal, NO_SEAL);
    String actual = Sha256.of(text.getBytes(StandardCharsets.ISO_8859_1));
    if (!actual.equals(seal)) {
      throw CorruptCheckpointException.of(
          folder, "%s has sha256 %s instead of %s".formatted(NAME, actual, seal));
    }
    return root;
  }

  /** Whether a file of a checkpoint may have a name, the manifest among them. */
  static boolean isFile(String name) {
    return name.equals(NAME) || isListed(name);
  }

  private static boolean isListed(String name) {
    return name.equals(CONFIG) || name.equals(STATE) || TENSOR_FILE.matcher(name).matches();
  }

  private void checkNames() {
    for (String name : files.keySet()) {
      if (!isListed(name)) {
        throw new IllegalArgumentException("'" + name + "' is no file of a checkpoint");
      }
    }
    if (!files.containsKey(CONFIG) || !files.containsKey(STATE)) {
      throw new IllegalArgumentException(
          "%s must list %s and %s".formatted(files.keySet(), CONFIG, STATE));
    }
  }
}
