package org.sparkddpm.jobs.evaluate;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.NearestImages;
import org.sparkddpm.jobs.measures.SquaredDistances;
import org.sparkddpm.jobs.measures.ThumbnailShape;

/** The nearest images, pixel by pixel, over the executors. */
final class PixelNeighbours {

  private static final int ROWS = 1024;

  private final JavaSparkContext spark;
  private final ComputeSetup setup;
  private final ThumbnailShape shape;
  private final int partitions;

  PixelNeighbours(
      JavaSparkContext spark, ComputeSetup setup, ThumbnailShape shape, int partitions) {
    this.spark = spark;
    this.setup = setup;
    this.shape = shape;
    this.partitions = partitions;
  }

  /**
   * For each of some images the nearest of a set, each executor looking at the blocks that it has.
   *
   * @param thumbnails of the images
   */
  NearestImages among(JavaRDD<NumberedImages> set, byte[] thumbnails) {
    Broadcast<byte[]> images = spark.broadcast(thumbnails);
    ComputeSetup tasks = setup;
    ThumbnailShape drawn = shape;
    try {
      return set.mapPartitions(blocks -> one(nearest(blocks, images.value(), drawn, tasks)))
          .reduce(NearestImages::nearer);
    } finally {
      images.destroy();
    }
  }

  private static Iterator<NearestImages> one(NearestImages found) {
    return List.of(found).iterator();
  }

  private static NearestImages nearest(
      Iterator<NumberedImages> blocks,
      byte[] thumbnails,
      ThumbnailShape shape,
      ComputeSetup setup) {
    float[] images = ThumbnailShape.numbers(thumbnails);
    NearestImages nearest = NearestImages.none(images.length / shape.size());
    ExecutorPool.Loan<SquaredDistances> loan = ExecutorJudges.distances(shape.size(), setup);
    while (blocks.hasNext()) {
      NumberedImages block = blocks.next();
      LabelledImages others = block.images();
      byte[] drawn = new byte[others.size() * shape.size()];
      for (int i = 0; i < others.size(); i++) {
        shape.draw(others.image(i), drawn, i * shape.size());
      }
      long[] positions = LongStream.range(0, others.size()).map(i -> block.first() + i).toArray();
      nearest =
          nearest.nearer(
              NearestImages.of(loan.get(), images, ThumbnailShape.numbers(drawn), positions, null));
    }
    loan.giveBack();
    return nearest;
  }

  /** The least distance of each image to another of the same set, not squared, sorted. */
  double[] within(byte[] thumbnails) {
    Broadcast<byte[]> all = spark.broadcast(thumbnails);
    ComputeSetup tasks = setup;
    int width = shape.size();
    int count = thumbnails.length / width;
    try {
      return spark
          .parallelize(
              IntStream.iterate(0, first -> first < count, first -> first + ROWS).boxed().toList(),
              Math.max(1, Math.min(partitions, (count + ROWS - 1) / ROWS)))
          .map(first -> within(all.value(), first, Math.min(count, first + ROWS), width, tasks))
          .collect()
          .stream()
          .flatMapToDouble(Arrays::stream)
          .sorted()
          .toArray();
    } finally {
      all.destroy();
    }
  }

  private static double[] within(
      byte[] thumbnails, int from, int to, int width, ComputeSetup setup) {
    ExecutorPool.Loan<SquaredDistances> loan = ExecutorJudges.distances(width, setup);
    NearestImages nearest =
        NearestImages.of(
            loan.get(),
            ThumbnailShape.numbers(Arrays.copyOfRange(thumbnails, from * width, to * width)),
            ThumbnailShape.numbers(thumbnails),
            LongStream.range(0, thumbnails.length / width).toArray(),
            LongStream.range(from, to).toArray());
    loan.giveBack();
    return nearest.sortedDistances();
  }
}
