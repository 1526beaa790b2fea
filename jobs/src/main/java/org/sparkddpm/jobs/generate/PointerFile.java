package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.jobs.storage.WriteProbe;

/** A file at a fixed place that names the newest complete run, for those who read samples. */
final class PointerFile {

  private static final Logger log = LoggerFactory.getLogger(PointerFile.class);

  private static final List<String> FIGURES = List.of("folder", "samples", "classes", "checkpoint");

  private PointerFile() {}

  /**
   * Tries the folder of the file that is to be replaced.
   *
   * @throws IOException if that fails
   */
  static void checkWritable(Configuration conf, String file) throws IOException {
    Path path = new Path(file);
    WriteProbe.check(path.getFileSystem(conf), path.getParent());
  }

  /**
   * Replaces the file: in one step on local disks, HDFS and S3; elsewhere a reader may find none
   * for a moment.
   *
   * @param figures of a complete run
   * @throws IOException if that fails; then the file still names the run before, or the message
   *     says that it may be lost and where the new one is
   */
  static void write(Configuration conf, String file, Map<String, Object> figures)
      throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    FIGURES.forEach(name -> content.put(name, figures.get(name)));
    byte[] json =
        (JsonMapper.builder().build().writeValueAsString(content) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Path path = new Path(file);
    try {
      WholeFile.write(path.getFileSystem(conf), path, out -> out.write(json));
    } catch (IOException e) {
      throw new IOException(
          "the samples are complete, but %s cannot be written: %s; give the job write access and run it again"
              .formatted(file, e.getMessage()),
          e);
    }
    log.info("{} names {}", file, content.get("folder"));
  }
}
