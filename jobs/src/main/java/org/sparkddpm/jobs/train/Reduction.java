package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The results of a round's workers made into one, weighted by examples, by one of two ways that
 * give the same bits.
 *
 * @param mean weights and optimiser state, as bytes of a {@link NetworkState}
 * @param reports of all workers, in their order
 * @param bytes that travelled up: to the reducing tasks and to the driver
 */
record Reduction(byte[] mean, List<WorkerReport> reports, long bytes) {

  /** A block of one worker's result on its way to the task that averages this block. */
  private record Piece(byte[] values, WorkerReport report) implements Serializable {}

  /** An averaged block; the first one brings the reports. */
  private record Block(byte[] mean, List<WorkerReport> reports, long received)
      implements Serializable {}

  /** Sends all results to the driver: one stage, but the driver takes in workers x bytes. */
  static Reduction onDriver(JavaRDD<WorkerResult> results) {
    List<Piece> all =
        inOrder(
            results.collect().stream().map(one -> new Piece(one.state().bytes(), one.report())));
    return new Reduction(mean(all, true), reports(all), bytes(all));
  }

  /**
   * Cuts every result into blocks and lets a task for each block average it over all workers; the
   * driver takes in one vector, however many workers there are. A lost executor costs the
   * repetition of what it held, as with every shuffle.
   *
   * @param blocks at least 1
   */
  static Reduction byBlocks(JavaRDD<WorkerResult> results, int blocks) {
    JavaRDD<Block> averaged =
        results
            .flatMapToPair(result -> pieces(result, blocks))
            .partitionBy(new HashPartitioner(blocks))
            .mapPartitions(Reduction::block);
    List<Block> all;
    try {
      all = averaged.collect();
    } finally {
      // The files would otherwise stay until the driver's next collection of garbage.
      averaged.rdd().cleanShuffleDependencies(false);
    }
    byte[] mean = NetworkState.join(all.stream().map(Block::mean).toList());
    long received = all.stream().mapToLong(Block::received).sum();
    return new Reduction(mean, all.get(0).reports(), received + mean.length);
  }

  private static Iterator<Tuple2<Integer, Piece>> pieces(WorkerResult result, int blocks) {
    return IntStream.range(0, blocks)
        .mapToObj(i -> new Tuple2<>(i, new Piece(result.state().block(i, blocks), result.report())))
        .iterator();
  }

  private static Iterator<Block> block(Iterator<Tuple2<Integer, Piece>> fetched) {
    List<Piece> unordered = new ArrayList<>();
    fetched.forEachRemaining(one -> unordered.add(one._2()));
    List<Piece> pieces = inOrder(unordered.stream());
    List<WorkerReport> reports = TaskContext.getPartitionId() == 0 ? reports(pieces) : List.of();
    return List.of(new Block(mean(pieces, false), reports, bytes(pieces))).iterator();
  }

  /** By worker: neither Spark's fetches nor retries keep an order. */
  private static List<Piece> inOrder(Stream<Piece> pieces) {
    return pieces.sorted(Comparator.comparingInt(piece -> piece.report().worker())).toList();
  }

  private static List<WorkerReport> reports(List<Piece> pieces) {
    return pieces.stream().map(Piece::report).toList();
  }

  private static long bytes(List<Piece> pieces) {
    return pieces.stream().mapToLong(piece -> piece.values().length).sum();
  }

  private static byte[] mean(List<Piece> pieces, boolean parallel) {
    double examples = pieces.stream().mapToInt(piece -> piece.report().examples()).sum();
    List<Piece> trained = pieces.stream().filter(piece -> piece.report().examples() > 0).toList();
    return WeightedAverage.of(
        trained.stream().map(Piece::values).toList(),
        trained.stream().mapToDouble(piece -> piece.report().examples() / examples).toArray(),
        parallel);
  }
}
