package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.cluster.Release;

/**
 * A part that the executors have read, and keep on their disks until they are told to forget it.
 *
 * @param blocks as they were read
 * @param facts of all of them
 * @param labels what the blocks' texts stand for
 */
record ReadPart(DataPart part, JavaRDD<ImageBlock> blocks, PartFacts facts, ClassLabels labels) {

  private static final String UNREADABLE =
      "a file cannot be read (%s); write it again, take it away, or mend the file system";

  /**
   * Reads and checks all of it.
   *
   * @throws InvalidImagesException naming file, place and remedy
   * @throws IOException if the file system fails
   */
  static ReadPart of(SparkSession spark, DataPart part) throws IOException {
    JavaRDD<ImageBlock> blocks =
        part.blocks(spark).setName(part.source()).persist(StorageLevel.DISK_ONLY());
    try {
      PartFacts facts =
          run(
              blocks,
              "read " + part.source(),
              part.source(),
              () ->
                  blocks
                      .map(ImageBlock::facts)
                      .aggregate(new PartFacts(), PartFacts::add, PartFacts::add));
      facts.check(part.source());
      return new ReadPart(part, blocks, facts, part.labels(facts.labels().keySet()));
    } catch (IOException | RuntimeException failure) {
      Release.of(blocks);
      throw failure;
    } finally {
      part.release();
    }
  }

  /**
   * What a job on the executors gives.
   *
   * @param what it does, which tells its tasks from those of other jobs
   * @throws IOException with the cause alone as message, where one of them cannot read
   */
  static <T> List<T> collected(JavaRDD<T> work, String what, String source) throws IOException {
    return run(work, what, source, work::collect);
  }

  /** The same of any job on some data. */
  static <R> R run(JavaRDD<?> data, String what, String source, Callable<R> job)
      throws IOException {
    data.context().setCallSite(what);
    try {
      return job.call();
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw ReadFailure.of(e, source, UNREADABLE);
    } finally {
      data.context().clearCallSite();
    }
  }

  long size() {
    return facts.size();
  }

  /** Whether the pictures are the opacity of their files, not their colours. */
  boolean opacity() {
    return facts.opacityIsPicture();
  }

  ImageShape shape() {
    ImageShape shape = facts.shape();
    return opacity() ? ImageShape.gray(shape.height(), shape.width()) : shape;
  }

  Fingerprint fingerprint() {
    return facts.fingerprint();
  }

  /** What was taken, and what is to be said of it. */
  DataReport report() {
    DataReport report = facts.report(part.leftOut());
    for (String warning : part.warnings()) {
      report = report.warning(warning);
    }
    return report;
  }
}
