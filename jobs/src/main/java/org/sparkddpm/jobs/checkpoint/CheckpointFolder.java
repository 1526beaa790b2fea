package org.sparkddpm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.InvalidSafetensorsException;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.LostBytes;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.jobs.storage.Tensor;

/** Reads one checkpoint: each file once, into the bytes that are verified and then parsed. */
record CheckpointFolder(Location folder) {

  /** More than the configuration or the state of any run has, in bytes. */
  private static final long LONGEST_JSON = 1 << 26;

  private static final String IS_MISSING = " is missing";

  /**
   * The manifest, or empty if there is none: a write that never ended.
   *
   * @throws CorruptCheckpointException if it is damaged
   */
  Optional<Manifest> manifest() throws IOException {
    byte[] bytes;
    try {
      bytes = read(Manifest.NAME, Manifest.LONGEST, InputStream::readAllBytes);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (FileTooLongException e) {
      throw corrupt(
          String.format(
              Locale.ROOT, "%s is longer than %d bytes", Manifest.NAME, Manifest.LONGEST));
    }
    Manifest manifest = Manifest.decode(bytes, folder.path());
    Optional<StepFolder> name = StepFolder.parse(folder.path());
    if (name.isPresent() && name.get().imagesSeen() != manifest.imagesSeen()) {
      throw corrupt(
          String.format(
              Locale.ROOT,
              "%s says %d images seen, the folder's name says %d",
              Manifest.NAME,
              manifest.imagesSeen(),
              name.get().imagesSeen()));
    }
    return Optional.of(manifest);
  }

  /** Reads and verifies all files of a manifest. */
  private StoredCheckpoint load(Manifest manifest) throws IOException {
    JsonNode config = json(manifest, Manifest.CONFIG);
    JsonNode state = json(manifest, Manifest.STATE);
    Map<String, List<Tensor>> tensors = new HashMap<>();
    for (String name : manifest.files().keySet()) {
      if (name.endsWith(Manifest.TENSORS)) {
        String stem = name.substring(0, name.length() - Manifest.TENSORS.length());
        tensors.put(stem, tensors(manifest, name));
      }
    }
    try {
      return new StoredCheckpoint(
          folder.path(),
          manifest.imagesSeen(),
          manifest.created(),
          manifest.validationLoss(),
          new Checkpoint(config, state, tensors));
    } catch (IllegalArgumentException e) {
      throw corrupt(e.getMessage());
    }
  }

  /**
   * Reads and verifies all files of a manifest, of a folder that others may remove.
   *
   * @throws VanishedCheckpointException if that has happened
   * @throws CorruptCheckpointException if it is damaged
   */
  StoredCheckpoint loadUnlessRemoved(Manifest manifest) throws IOException {
    try {
      return load(manifest);
    } catch (CorruptCheckpointException e) {
      // The manifest is what is removed first.
      if (manifest().isEmpty()) {
        throw new VanishedCheckpointException(folder.path());
      }
      throw e;
    }
  }

  /** Whether all files are there in their lengths: cheap, finds what is missing or cut. */
  boolean hasAllFiles(Manifest manifest) throws IOException {
    Map<String, Long> lengths =
        Arrays.stream(folder.fileSystem().listStatus(folder.path()))
            .filter(FileStatus::isFile)
            .collect(Collectors.toMap(status -> status.getPath().getName(), FileStatus::getLen));
    return manifest.files().entrySet().stream()
        .allMatch(
            file -> Long.valueOf(file.getValue().length()).equals(lengths.get(file.getKey())));
  }

  private JsonNode json(Manifest manifest, String name) throws IOException {
    byte[] bytes = verified(name, manifest.files().get(name), LONGEST_JSON);
    try {
      return Json.parse(bytes);
    } catch (IOException e) {
      throw corrupt(name + ": " + e.getMessage());
    }
  }

  private List<Tensor> tensors(Manifest manifest, String name) throws IOException {
    byte[] bytes = verified(name, manifest.files().get(name), Safetensors.LARGEST);
    try {
      return Safetensors.read(bytes, name).tensors();
    } catch (InvalidSafetensorsException e) {
      throw corrupt(e.getMessage());
    }
  }

  private byte[] verified(String name, FileEntry expected, long most) throws IOException {
    FileStatus status =
        folder.at(file(name)).status().orElseThrow(() -> corrupt(name + IS_MISSING));
    if (!status.isFile() || status.getLen() != expected.length()) {
      throw corrupt(
          String.format(
              Locale.ROOT,
              "%s has %d bytes instead of %d",
              name,
              status.getLen(),
              expected.length()));
    }
    if (expected.length() > most) {
      throw corrupt(
          String.format(
              Locale.ROOT,
              "%s has %d bytes; files of more than %d cannot be read",
              name,
              expected.length(),
              most));
    }
    byte[] bytes = new byte[(int) expected.length()];
    int count;
    try {
      count = read(name, most, in -> in.readNBytes(bytes, 0, bytes.length));
    } catch (FileNotFoundException e) {
      throw corrupt(name + IS_MISSING);
    }
    if (count < bytes.length) {
      throw corrupt(name + " cannot be read to its end: it ends early");
    }
    String sha256 = Sha256.of(bytes);
    if (!sha256.equals(expected.sha256())) {
      throw corrupt("%s has sha256 %s instead of %s".formatted(name, sha256, expected.sha256()));
    }
    return bytes;
  }

  /** What is read from a file that is open. */
  @FunctionalInterface
  private interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  /**
   * Reads a file. Only bytes that are gone may make a run fall back to an older checkpoint; a file
   * system that fails must stop it, or a short outage would cost hours.
   */
  private <T> T read(String name, long most, Reading<T> reading) throws IOException {
    Location file = folder.at(file(name));
    boolean open = false;
    try (InputStream in = file.open(most)) {
      open = true;
      return reading.from(in);
    } catch (FileNotFoundException | FileTooLongException e) {
      throw e;
    } catch (IOException e) {
      throw open && LostBytes.is(e)
          ? corrupt("%s cannot be read to its end: %s".formatted(name, e.getMessage()))
          : file.unreadable(e);
    }
  }

  private CorruptCheckpointException corrupt(String what) {
    return CorruptCheckpointException.of(folder.path(), what);
  }

  private Path file(String name) {
    return new Path(folder.path(), name);
  }
}
