package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one run: which samples it has, and writing into it without half-written files.
 *
 * <p>IDX files and pictures lie beside the label folders, so Spark reads the samples by the label
 * folders alone, with the output folder as basePath.
 */
final class RunFolder {

  private static final Logger log = LoggerFactory.getLogger(RunFolder.class);

  private static final String IDENTITY = "_run.json";
  private static final String SUCCESS = "_SUCCESS";
  private static final String TEMPORARY = ".tmp";

  // Here a file appears whole when it is closed, while a rename would be a copy.
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3n", "s3", "gs", "oss", "cosn");

  private final Configuration conf;
  private final Path root;
  private final FileSystem files;
  private final boolean objectStore;

  RunFolder(Configuration conf, String folder) throws IOException {
    this.conf = conf;
    this.root = new Path(folder);
    this.files = root.getFileSystem(conf);
    this.objectStore = OBJECT_STORES.contains(files.getUri().getScheme());
    files.setWriteChecksum(false);
  }

  Path path(String name) {
    return new Path(root, name);
  }

  /**
   * Takes the folder for a run, or finds that it is this run's already.
   *
   * @throws IOException if it holds another run, which is never overwritten
   */
  void claim(String identity) throws IOException {
    Path file = path(IDENTITY);
    if (files.exists(file)) {
      String found = read(file);
      if (!found.equals(identity)) {
        throw new IOException(
            "%s holds another run; give another --run-id or --output.%n  found:  %s%n  wanted: %s"
                .formatted(root, found, identity));
      }
      return;
    }
    // A hidden file is what a driver left that was killed here.
    if (files.exists(root)
        && Arrays.stream(files.listStatus(root))
            .anyMatch(status -> !status.getPath().getName().startsWith("."))) {
      throw new IOException(
          root + " exists and is not a run of this job; give another --run-id or --output");
    }
    write(IDENTITY, out -> out.write(identity.getBytes(StandardCharsets.UTF_8)));
  }

  boolean complete() throws IOException {
    return files.exists(path(SUCCESS));
  }

  /** Takes the mark of completeness away, for there is more to do. */
  void reopen() throws IOException {
    files.delete(path(SUCCESS), false);
  }

  /** Clears what killed tasks left, and marks the run as complete. */
  void succeed() throws IOException {
    for (String name : lengths().keySet()) {
      if (name.endsWith(TEMPORARY)) {
        files.delete(path(name), false);
      }
    }
    write(SUCCESS, out -> {});
  }

  /** All files by name within the folder, with their lengths. */
  Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    addLengths(root, "", lengths);
    return lengths;
  }

  private void addLengths(Path parent, String prefix, Map<String, Long> lengths)
      throws IOException {
    for (FileStatus status : files.listStatus(parent)) {
      String name = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        addLengths(status.getPath(), name + "/", lengths);
      } else {
        lengths.put(name, status.getLen());
      }
    }
  }

  /** The manifest of what was finished before; an unreadable one counts as none. */
  RunManifest manifest() throws IOException {
    Path file = path(RunManifest.NAME);
    if (!files.exists(file)) {
      return RunManifest.EMPTY;
    }
    try {
      return RunManifest.decode(read(file).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      log.warn("{} is passed over and will be written again: {}", file, e.getMessage());
      return RunManifest.EMPTY;
    }
  }

  /** What a manifest says of some files as they lie here. */
  RunManifest describe(Set<String> names) throws IOException {
    Map<String, Long> lengths = lengths();
    SortedMap<String, RunManifest.Entry> entries = new TreeMap<>();
    for (String name : names) {
      Long length = lengths.get(name);
      if (length == null) {
        throw new IOException(
            path(name) + " has vanished; run the same command again, which makes it again");
      }
      Optional<String> digest =
          SampleUnit.isParquet(name) ? Optional.empty() : Optional.of(digest(path(name)));
      entries.put(name, new RunManifest.Entry(length, digest));
    }
    return new RunManifest(entries);
  }

  private String digest(Path file) throws IOException {
    MessageDigest digest = SampleSpec.sha256();
    try (DigestInputStream in = new DigestInputStream(files.open(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return SampleSpec.hex(digest.digest());
  }

  /** The units whose file is missing; a damaged file is removed and its unit counted. */
  List<SampleUnit> missing(List<SampleUnit> units) throws IOException {
    List<SampleUnit> missing = new ArrayList<>();
    for (SampleUnit unit : units) {
      if (!whole(unit)) {
        missing.add(unit);
      }
    }
    return missing;
  }

  private boolean whole(SampleUnit unit) throws IOException {
    Path file = path(unit.path());
    if (!files.exists(file)) {
      return false;
    }
    String fault;
    try {
      long rows = new SampleFile(conf, file).rows();
      if (rows == unit.count()) {
        return true;
      }
      fault = "it has " + rows + " rows instead of " + unit.count();
    } catch (IOException e) {
      fault = e.getMessage();
    }
    log.warn("{} is damaged and will be made again: {}", file, fault);
    files.delete(file, false);
    return false;
  }

  void write(SampleUnit unit, SampleSpec spec, List<byte[]> images, long attempt)
      throws IOException {
    Path target = path(unit.path());
    Path temporary =
        objectStore
            ? target
            : new Path(target.getParent(), "." + target.getName() + "." + attempt + TEMPORARY);
    new SampleFile(conf, temporary).write(spec, unit, images);
    moveInto(temporary, target);
  }

  List<byte[]> images(SampleUnit unit) throws IOException {
    return new SampleFile(conf, path(unit.path())).images();
  }

  /** What writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file that appears under its name only when it is whole. */
  Path write(String name, Content content) throws IOException {
    Path target = path(name);
    Path temporary =
        objectStore ? target : new Path(target.getParent(), "." + target.getName() + TEMPORARY);
    try (OutputStream out = files.create(temporary, true)) {
      content.writeTo(out);
    }
    replace(temporary, target);
    return target;
  }

  OutputStream create(String name) throws IOException {
    return files.create(path(name), true);
  }

  void move(String from, String to) throws IOException {
    replace(path(from), path(to));
  }

  /** The name under which to write a file that is to appear only when it is whole. */
  String staged(String name) {
    return objectStore ? name : "." + name + TEMPORARY;
  }

  private void replace(Path temporary, Path target) throws IOException {
    if (!temporary.equals(target)) {
      files.delete(target, false);
      moveInto(temporary, target);
    }
  }

  void deleteFolder(String name) throws IOException {
    files.delete(path(name), true);
  }

  private void moveInto(Path temporary, Path target) throws IOException {
    if (temporary.equals(target)) {
      return;
    }
    if (!files.rename(temporary, target) && !files.exists(target)) {
      throw new IOException(
          "cannot rename " + temporary + " to " + target + "; check space and rights there");
    }
    files.delete(temporary, false);
  }

  private String read(Path file) throws IOException {
    try (var in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
