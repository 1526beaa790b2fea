package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;

/**
 * The data's images on the executors: the one place where the evaluation meets the data.
 *
 * @param data the splits
 * @param train in blocks, their positions those of the split
 * @param test as those
 */
record RealImages(DataSplits data, JavaRDD<ImageBlock> train, JavaRDD<ImageBlock> test) {

  /**
   * Spreads both splits.
   *
   * @param partitions of each, where it has as many blocks
   */
  static RealImages of(JavaSparkContext spark, DataSplits data, int partitions) {
    return new RealImages(
        data,
        spread(spark, data.train(), partitions).setName("training images"),
        spread(spark, data.test(), partitions).setName("test images"));
  }

  /** Each block is a broadcast, which an executor fetches when a task there needs it. */
  private static JavaRDD<ImageBlock> spread(
      JavaSparkContext spark, LabelledImages images, int partitions) {
    List<Broadcast<ImageBlock>> blocks = new ArrayList<>();
    for (int first = 0; first < images.size(); first += ImageBlock.SIZE) {
      int count = Math.min(ImageBlock.SIZE, images.size() - first);
      blocks.add(spark.broadcast(new ImageBlock(first, images.subset(first, count))));
    }
    return spark
        .parallelize(
            IntStream.range(0, blocks.size()).boxed().toList(),
            Math.max(1, Math.min(partitions, blocks.size())))
        .map(number -> blocks.get(number).value());
  }

  ImageShape shape() {
    return data.train().shape();
  }

  int classes() {
    return data.train().classes();
  }

  /** Images of each class in the training split. */
  long[] trainCounts() {
    return counts(data.train());
  }

  /** Images of each class in the test split. */
  long[] testCounts() {
    return counts(data.test());
  }

  private static long[] counts(LabelledImages images) {
    return IntStream.of(images.classCounts()).asLongStream().toArray();
  }

  long trainSize() {
    return data.train().size();
  }
}
