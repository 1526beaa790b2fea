package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.jobs.storage.WholeFile;

/** Writes one checkpoint into a folder of its own: the files, each read back, then the manifest. */
record CheckpointWriter(FileSystem fileSystem) {

  void write(StepFolder folder, Checkpoint checkpoint, OptionalDouble loss, Instant created)
      throws IOException {
    SortedMap<String, FileEntry> files = new TreeMap<>();
    for (Map.Entry<String, WholeFile.Content> file : contents(checkpoint, folder).entrySet()) {
      files.put(file.getKey(), write(folder, file.getKey(), file.getValue()));
    }
    byte[] manifest = new Manifest(created, folder.imagesSeen(), loss, files).encode();
    write(folder, Manifest.NAME, out -> out.write(manifest));
  }

  private FileEntry write(StepFolder folder, String name, WholeFile.Content content)
      throws IOException {
    return WholeFile.writeVerified(fileSystem, new Path(folder.path(), name), content);
  }

  /** Removes a folder, its manifest first: what is left after an interruption is no checkpoint. */
  void remove(Path folder) throws IOException {
    fileSystem.delete(new Path(folder, Manifest.NAME), false);
    fileSystem.delete(folder, true);
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
