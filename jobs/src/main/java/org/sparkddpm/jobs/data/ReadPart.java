package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * A part that the executors have read, and keep on their disks until they are told to forget it.
 *
 * @param blocks as they were read
 * @param facts of the blocks, in the order of the images
 * @param labels what the blocks' texts stand for
 */
record ReadPart(
    DataPart part, JavaRDD<ImageBlock> blocks, List<BlockFacts> facts, ClassLabels labels) {

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
      List<BlockFacts> facts =
          collected(blocks.map(ImageBlock::facts), "read " + part.source(), part.source()).stream()
              .sorted((one, other) -> one.place().compareTo(other.place()))
              .toList();
      check(facts, part.source());
      TreeSet<String> texts =
          facts.stream()
              .flatMap(block -> block.labels().keySet().stream())
              .collect(Collectors.toCollection(TreeSet::new));
      return new ReadPart(part, blocks, facts, part.labels(texts));
    } catch (IOException | RuntimeException failure) {
      blocks.unpersist(false);
      throw failure;
    }
  }

  /**
   * What a job on the executors gives.
   *
   * @param what it does, which tells its tasks from those of other jobs
   * @throws IOException with the cause alone as message, where one of them cannot read
   */
  static <T> List<T> collected(JavaRDD<T> work, String what, String source) throws IOException {
    work.context().setCallSite(what);
    try {
      return work.collect();
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw unreadable(e, source);
    } finally {
      work.context().clearCallSite();
    }
  }

  private static IOException unreadable(Exception e, String source) {
    Throwable root = ExceptionUtils.getRootCause(e);
    String why =
        root.getMessage() == null
            ? root.getClass().getSimpleName()
            : root.getMessage().lines().findFirst().orElse("");
    return new IOException(
        root instanceof SparkException
            ? "%s: the executors could not read it (%s); see their logs".formatted(source, why)
            : "%s: a file cannot be read (%s); write it again, take it away, or mend the file system"
                .formatted(source, why),
        e);
  }

  private static void check(List<BlockFacts> facts, String source) throws IOException {
    for (BlockFacts block : facts) {
      if (block.isRefused()) {
        throw new InvalidImagesException(block.refusal());
      }
    }
    if (facts.isEmpty()) {
      throw new InvalidImagesException(
          source + ": holds no images: give a source with at least one labelled image");
    }
    BlockFacts first = facts.get(0);
    BlockPlace expected = new BlockPlace(first.place().file(), 0);
    for (BlockFacts block : facts) {
      BlockPlace place = block.place();
      if (!place.file().equals(expected.file())) {
        expected = new BlockPlace(place.file(), 0);
      }
      if (!place.equals(expected)) {
        throw new IOException(
            "%s changed while it was read: there is %s where %s was expected; run again when nothing writes to it"
                .formatted(source, place, expected));
      }
      expected = place.plus(block.size());
      checkShape(block, first);
    }
  }

  private static void checkShape(BlockFacts block, BlockFacts first) {
    ImageShape shape = block.shape();
    if (!shape.equals(first.shape())) {
      boolean size = shape.channels() == first.shape().channels();
      throw new InvalidImagesException(
          "%s: is %s, but another image (%s) is %s: %s"
              .formatted(
                  block.firstOrigin(),
                  size ? shape : shape.colours(),
                  first.firstOrigin(),
                  size ? first.shape() : first.shape().colours(),
                  size ? "scale all images to one size" : "make all images gray or all coloured"));
    }
  }

  long size() {
    return facts.stream().mapToLong(BlockFacts::size).sum();
  }

  /** Whether the pictures are the opacity of their files, not their colours. */
  boolean opacity() {
    return facts.stream()
        .map(BlockFacts::opacity)
        .reduce(OpacityFacts.NONE, OpacityFacts::plus)
        .isPicture();
  }

  ImageShape shape() {
    ImageShape shape = facts.get(0).shape();
    return opacity() ? ImageShape.gray(shape.height(), shape.width()) : shape;
  }

  Fingerprint fingerprint() {
    return facts.stream().map(BlockFacts::fingerprint).reduce(Fingerprint.NONE, Fingerprint::plus);
  }

  /** What was taken, and what is to be said of it. */
  DataReport report() {
    Map<String, Integer> kinds = new TreeMap<>();
    facts.forEach(
        block -> block.kinds().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum)));
    DataReport report = DataReport.of(kinds).leavingOut(part.leftOut());
    report =
        facts.stream()
            .map(BlockFacts::opacity)
            .reduce(OpacityFacts.NONE, OpacityFacts::plus)
            .note(report);
    return opacity()
        ? report
        : facts.stream()
            .map(BlockFacts::pixels)
            .reduce(PixelFacts.NONE, PixelFacts::plus)
            .warn(report, size());
  }
}
