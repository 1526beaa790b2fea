package org.sparkddpm.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.jobs.measures.DensityCoverage;
import org.sparkddpm.jobs.measures.NeighbourRadii;
import scala.Tuple2;

/** Density and coverage over the executors, which have all features and share the rows. */
final class FeatureNeighbours {

  /** Which neighbour the balls reach to, as Naeem et al. 2020 propose. */
  static final int K = 5;

  private static final int ROWS = 512;

  private final JavaSparkContext spark;
  private final ComputeSetup setup;
  private final int dimensions;
  private final int partitions;

  FeatureNeighbours(JavaSparkContext spark, ComputeSetup setup, int dimensions, int partitions) {
    this.spark = spark;
    this.setup = setup;
    this.dimensions = dimensions;
    this.partitions = partitions;
  }

  /**
   * The squared radius around each real image.
   *
   * @param real row by row, more than {@link #K}
   */
  float[] radii(float[] real) {
    Broadcast<float[]> all = spark.broadcast(real);
    ComputeSetup tasks = setup;
    int width = dimensions;
    int rows = real.length / dimensions;
    try {
      List<Tuple2<Integer, float[]>> parts =
          spark
              .parallelize(starts(rows), slices(rows))
              .map(
                  first -> {
                    int count = Math.min(ROWS, rows - first);
                    float[] some =
                        ExecutorJudges.distances(
                            width,
                            tasks,
                            distances ->
                                NeighbourRadii.of(distances, all.value(), first, count, K));
                    return new Tuple2<>(first, some);
                  })
              .collect();
      float[] radii = new float[rows];
      parts.forEach(part -> System.arraycopy(part._2(), 0, radii, part._1(), part._2().length));
      return radii;
    } finally {
      Release.of(all);
    }
  }

  /** How samples lie in the balls around the real images. */
  DensityCoverage of(float[] samples, float[] real, float[] radii) {
    Broadcast<float[]> allSamples = spark.broadcast(samples);
    Broadcast<float[]> allReal = spark.broadcast(real);
    ComputeSetup tasks = setup;
    int width = dimensions;
    int rows = samples.length / dimensions;
    try {
      return spark
          .parallelize(starts(rows), slices(rows))
          .map(
              first -> {
                float[] some =
                    Arrays.copyOfRange(
                        allSamples.value(), first * width, Math.min(rows, first + ROWS) * width);
                return ExecutorJudges.distances(
                    width,
                    tasks,
                    distances -> DensityCoverage.of(distances, some, allReal.value(), radii));
              })
          .fold(DensityCoverage.none(), DensityCoverage::plus);
    } finally {
      Release.of(allSamples);
      Release.of(allReal);
    }
  }

  private static List<Integer> starts(int rows) {
    return IntStream.iterate(0, first -> first < rows, first -> first + ROWS).boxed().toList();
  }

  private int slices(int rows) {
    return Math.max(1, Math.min(partitions, (rows + ROWS - 1) / ROWS));
  }
}
