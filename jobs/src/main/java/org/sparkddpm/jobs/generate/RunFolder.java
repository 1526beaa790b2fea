package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
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

  private final Configuration conf;
  private final Path root;
  private final FileSystem files;

  RunFolder(Configuration conf, String folder) throws IOException {
    this.conf = conf;
    this.root = new Path(folder);
    this.files = root.getFileSystem(conf);
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
    if (files.exists(root) && files.listStatus(root).length > 0) {
      throw new IOException(
          root + " exists and is not a run of this job; give another --run-id or --output");
    }
    write(IDENTITY, out -> out.write(identity.getBytes(StandardCharsets.UTF_8)));
  }

  boolean complete() throws IOException {
    return files.exists(path(SUCCESS));
  }

  void succeed() throws IOException {
    write(SUCCESS, out -> {});
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
    Path temporary = new Path(target.getParent(), "." + target.getName() + "." + attempt + ".tmp");
    files.delete(temporary, false);
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
    Path temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
    try (OutputStream out = files.create(temporary, true)) {
      content.writeTo(out);
    }
    files.delete(target, false);
    moveInto(temporary, target);
    return target;
  }

  OutputStream create(String name) throws IOException {
    return files.create(path(name), true);
  }

  void move(String from, String to) throws IOException {
    files.delete(path(to), false);
    moveInto(path(from), path(to));
  }

  void deleteFolder(String name) throws IOException {
    files.delete(path(name), true);
  }

  private void moveInto(Path temporary, Path target) throws IOException {
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
