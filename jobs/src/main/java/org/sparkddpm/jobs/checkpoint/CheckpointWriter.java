package org.sparkddpm.jobs.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.jobs.storage.WholeFile;

/** Writes one checkpoint into a folder of its own: the files, each read back, then the manifest. */
record CheckpointWriter(FileSystem fileSystem) {

  private static final String CHECKSUM = ".crc";

  /**
   * Writes a checkpoint.
   *
   * @param ownership is checked before the manifest makes a checkpoint of the folder
   */
  void write(
      StepFolder folder,
      Checkpoint checkpoint,
      OptionalDouble loss,
      Instant created,
      Ownership ownership)
      throws IOException {
    SortedMap<String, FileEntry> files = new TreeMap<>();
    for (Map.Entry<String, WholeFile.Content> file : contents(checkpoint, folder).entrySet()) {
      files.put(file.getKey(), write(folder, file.getKey(), file.getValue()));
    }
    ownership.check();
    byte[] manifest = new Manifest(created, folder.imagesSeen(), loss, files).encode();
    write(folder, Manifest.NAME, out -> out.write(manifest));
  }

  private FileEntry write(StepFolder folder, String name, WholeFile.Content content)
      throws IOException {
    return WholeFile.writeVerified(fileSystem, new Path(folder.path(), name), content);
  }

  /**
   * Removes a folder, its manifest first: what is left after an interruption is no checkpoint. A
   * folder that has other files than a checkpoint stays as it is.
   *
   * @throws IOException if it has such files, or cannot be removed
   */
  void remove(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      if (!status.isFile() || !isOurs(status.getPath().getName())) {
        throw new PathIOException(
            status.getPath().toString(), "is no file of a checkpoint, so that its folder stays");
      }
      files.add(status.getPath());
    }
    fileSystem.delete(new Path(folder, Manifest.NAME), false);
    for (Path file : files) {
      fileSystem.delete(file, false);
    }
    fileSystem.delete(folder, false);
  }

  private FileStatus[] list(Path folder) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Also what is left of a write that was killed, and what Hadoop's tools put beside files. */
  private static boolean isOurs(String name) {
    return Manifest.isFile(name)
        || WholeFile.targetOf(name).filter(Manifest::isFile).isPresent()
        || (name.startsWith(".")
            && name.endsWith(CHECKSUM)
            && Manifest.isFile(name.substring(1, name.length() - CHECKSUM.length())));
  }

  private static SortedMap<String, WholeFile.Content> contents(
      Checkpoint checkpoint, StepFolder folder) {
    SortedMap<String, WholeFile.Content> contents = new TreeMap<>();
    byte[] config = Json.indented(checkpoint.config());
    byte[] state = Json.indented(checkpoint.state());
    contents.put(Manifest.CONFIG, out -> out.write(config));
    contents.put(Manifest.STATE, out -> out.write(state));
    for (Map.Entry<String, List<Tensor>> file : checkpoint.tensors().entrySet()) {
      Map<String, String> metadata =
          Map.of(
              "producer", "spark-ddpm",
              "content", file.getKey(),
              "images_seen", Long.toString(folder.imagesSeen()));
      contents.put(
          file.getKey() + Manifest.TENSORS,
          out -> Safetensors.write(out, file.getValue(), metadata));
    }
    return contents;
  }
}
