package org.sparkddpm.jobs.report;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.WholeFile;

/** The file {@value #NAME}. A report that cannot be made costs a job nothing but the report. */
public final class ReportFile {

  /** The file's name. */
  public static final String NAME = "report.html";

  private static final Logger log = LoggerFactory.getLogger(ReportFile.class);

  private ReportFile() {}

  /** Something that reads and computes. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @throws IOException if something cannot be read or written
     */
    T get() throws IOException;
  }

  /**
   * Makes a page and replaces the file by it. Where that fails the log has a warning with the
   * reason, and what was there before stays.
   *
   * @param folder that gets it
   * @return the file; empty where it could not be written
   */
  public static Optional<Path> write(FileSystem files, Path folder, Work<Page> page) {
    Path file = new Path(folder, NAME);
    return attempt(
        file.toString(),
        () -> {
          byte[] html = PageHtml.of(page.get());
          WholeFile.write(files, file, out -> out.write(html));
          log.info("report: {}", file);
          return file;
        });
  }

  /**
   * Does something for a report, which must not cost the job its work.
   *
   * @param what it is, for the warning
   * @return what came of it; empty where it failed
   */
  // Spark throws what no signature names; so are a class of another version and a full local disk.
  public static <T> Optional<T> attempt(String what, Work<T> work) {
    try {
      return Optional.of(work.get());
    } catch (Exception | LinkageError | FSError e) {
      log.warn("{} could not be made, and all else goes on: {}", what, reason(e));
      log.debug("where {} failed", what, e);
    }
    return Optional.empty();
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
