package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.io.IOUtils;

/** Writes one checkpoint into a folder of its own: the files, each read back, then the manifest. */
record CheckpointWriter(FileSystem fileSystem) {

  /**
   * File systems that show a file while it is written, but rename it in one step. On all others
   * (object stores) a file appears as a whole on close, and a rename would be a copy.
   */
  private static final Set<String> RENAMING =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs");

  /** Puts a file's bytes into a stream. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  void write(StepFolder folder, Checkpoint checkpoint, OptionalDouble loss, Instant created)
      throws IOException {
    SortedMap<String, FileEntry> files = new TreeMap<>();
    for (Map.Entry<String, Content> file : contents(checkpoint, folder).entrySet()) {
      Path path = new Path(folder.path(), file.getKey());
      files.put(file.getKey(), writeAndReadBack(path, file.getValue()));
    }
    byte[] manifest = new Manifest(created, folder.imagesSeen(), loss, files).encode();
    Path target = new Path(folder.path(), Manifest.NAME);
    if (RENAMING.contains(fileSystem.getUri().getScheme())) {
      Path temporary = new Path(folder.path(), "_" + Manifest.NAME + ".tmp");
      writeAndReadBack(temporary, out -> out.write(manifest));
      if (!fileSystem.rename(temporary, target)) {
        throw new PathIOException(temporary.toString(), "cannot be renamed to " + target);
      }
    } else {
      writeAndReadBack(target, out -> out.write(manifest));
    }
  }

  /** Removes a folder, its manifest first: what is left after an interruption is no checkpoint. */
  void remove(Path folder) throws IOException {
    fileSystem.delete(new Path(folder, Manifest.NAME), false);
    fileSystem.delete(folder, true);
  }

  /** Writes, closes, reads back and compares a file. */
  void probe(Path file, byte[] bytes) throws IOException {
    writeAndReadBack(file, out -> out.write(bytes));
  }

  private static SortedMap<String, Content> contents(Checkpoint checkpoint, StepFolder folder) {
    SortedMap<String, Content> contents = new TreeMap<>();
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

  private FileEntry writeAndReadBack(Path path, Content content) throws IOException {
    MessageDigest digest = Sha256.digest();
    long length;
    FSDataOutputStream file = fileSystem.create(path, false);
    try {
      OutputStream digesting = new DigestOutputStream(file, digest);
      content.writeTo(digesting);
      digesting.flush();
      length = file.getPos();
      if (file.hasCapability(StreamCapabilities.HSYNC)) {
        file.hsync();
      }
      file.close();
    } finally {
      // After a failure HDFS throws the same exception once more, which try-with-resources cannot
      // add to itself: it would throw an IllegalArgumentException in its place.
      IOUtils.closeStream(file);
    }
    FileEntry written = FileEntry.of(length, digest);
    FileEntry found = FileEntry.read(fileSystem, path);
    if (!found.equals(written)) {
      throw new PathIOException(
          path.toString(),
          "was written as %s, but reads back as %s: the storage loses bytes"
              .formatted(written, found));
    }
    return written;
  }
}
