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
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.LowFrequencies;
import org.sparkddpm.jobs.measures.NearestImages;
import org.sparkddpm.jobs.measures.NearestSearch;
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
      Release.of(images);
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
    LowFrequencies waves = new LowFrequencies(shape);
    return ExecutorJudges.distances(
        waves.size(),
        setup,
        distances -> nearest(blocks, shape, new NearestSearch(waves, distances, thumbnails)));
  }

  private static NearestImages nearest(
      Iterator<NumberedImages> blocks, ThumbnailShape shape, NearestSearch search) {
    while (blocks.hasNext()) {
      NumberedImages block = blocks.next();
      LabelledImages others = block.images();
      byte[] drawn = new byte[others.size() * shape.size()];
      for (int i = 0; i < others.size(); i++) {
        shape.draw(others.image(i), drawn, i * shape.size());
      }
      search.look(drawn, positions(block.first(), others.size()), null);
    }
    return search.found();
  }

  /** The least distance of each image to another of the same set, not squared, sorted. */
  double[] within(byte[] thumbnails) {
    Broadcast<byte[]> all = spark.broadcast(thumbnails);
    ComputeSetup tasks = setup;
    ThumbnailShape drawn = shape;
    int count = thumbnails.length / drawn.size();
    try {
      return spark
          .parallelize(
              IntStream.iterate(0, first -> first < count, first -> first + ROWS).boxed().toList(),
              Math.max(1, Math.min(partitions, (count + ROWS - 1) / ROWS)))
          .map(first -> within(all.value(), first, Math.min(count, first + ROWS), drawn, tasks))
          .collect()
          .stream()
          .flatMapToDouble(Arrays::stream)
          .sorted()
          .toArray();
    } finally {
      Release.of(all);
    }
  }

  private static double[] within(
      byte[] thumbnails, int from, int to, ThumbnailShape shape, ComputeSetup setup) {
    LowFrequencies waves = new LowFrequencies(shape);
    byte[] some = Arrays.copyOfRange(thumbnails, from * shape.size(), to * shape.size());
    long[] all = positions(0, thumbnails.length / shape.size());
    return ExecutorJudges.distances(
        waves.size(),
        setup,
        distances -> {
          NearestSearch search = new NearestSearch(waves, distances, some);
          search.look(thumbnails, all, positions(from, to - from));
          return search.found().sortedDistances();
        });
  }

  private static long[] positions(long first, int count) {
    return LongStream.range(first, first + count).toArray();
  }
}
