package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.InvalidImagesException;

/** The training or the test images of a source, which executors read. */
interface DataPart {

  /** What is read, for messages. */
  String source();

  /**
   * The images in blocks, in any order; each is read when a task asks for it, and again when
   * another does.
   *
   * @throws InvalidImagesException if they are not what this layout has, naming file and remedy
   * @throws IOException if the file system fails
   */
  JavaRDD<ImageBlock> blocks(SparkSession spark) throws IOException;

  /**
   * What the texts are that the blocks have for labels.
   *
   * @param texts of all blocks
   * @throws InvalidImagesException if they do not name classes
   */
  default ClassLabels labels(Collection<String> texts) {
    return ClassLabels.of(texts, source());
  }

  /** Lets the executors forget what served to find the images, once these were read. */
  default void release() {}

  /** What is probably not as it was meant, by the names of the files. */
  default List<String> warnings() {
    return List.of();
  }

  /** What lies within the source and is not read, once the blocks are. */
  default List<String> leftOut() {
    return List.of();
  }
}
