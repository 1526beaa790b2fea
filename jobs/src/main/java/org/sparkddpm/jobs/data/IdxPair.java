package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.formats.IdxReader;

/**
 * A file of images and the file of their labels. Many tasks read them side by side, unless they are
 * zipped.
 *
 * @param images path of the first, with scheme and authority
 * @param labels path of the second
 * @param count images that the headers promise
 * @param perTask images that one task reads; all if the files are zipped
 */
record IdxPair(String images, String labels, long count, long perTask) implements DataPart {

  private static final long BYTES_PER_TASK = 64L << 20;

  /** Reads the headers. */
  static IdxPair of(DataSource source, Path images, Path labels) throws IOException {
    try (InputStream pixels = source.open(images);
        InputStream classes = source.open(labels)) {
      IdxReader reader = new IdxReader(pixels, images.toString(), classes, labels.toString());
      long some = Math.max(1, BYTES_PER_TASK / reader.shape().size());
      return new IdxPair(
          images.toString(),
          labels.toString(),
          reader.count(),
          reader.isZipped() ? reader.count() : some);
    }
  }

  @Override
  public String source() {
    return images;
  }

  @Override
  public List<String> warnings() {
    return Emnist.warnings(images);
  }

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ExecutorFiles files = ExecutorFiles.of(context);
    List<Range> ranges = new ArrayList<>();
    for (long first = 0; first < count; first += perTask) {
      ranges.add(new Range(images, labels, first, Math.min(perTask, count - first)));
    }
    return context
        .parallelize(ranges, ranges.size())
        .flatMap(
            range ->
                new BlockIterator(
                    new BlockPlace(range.images, range.first), () -> new Rows(range, files)));
  }

  /** What one task reads. */
  private record Range(String images, String labels, long first, long count)
      implements Serializable {}

  private static final class Rows implements ImageRows {
    private final Range range;
    private final InputStream images;
    private final InputStream labels;
    private final IdxReader reader;
    private final byte[] image;
    private long next;
    private int label;

    Rows(Range range, ExecutorFiles files) throws IOException {
      this.range = range;
      this.images = files.open(range.images);
      try {
        this.labels = files.open(range.labels);
        this.reader = new IdxReader(images, range.images, labels, range.labels);
        reader.skip(range.first);
      } catch (IOException | RuntimeException e) {
        images.close();
        throw e;
      }
      this.image = new byte[reader.shape().size()];
      this.next = range.first;
    }

    @Override
    public Optional<BlockPlace> next() throws IOException {
      boolean last = next == range.first + range.count;
      // Behind the last image of the file this looks whether anything follows.
      if (last && next < reader.count()) {
        return Optional.empty();
      }
      label = reader.next(image);
      return label < 0 ? Optional.empty() : Optional.of(new BlockPlace(range.images, next++));
    }

    @Override
    public void addTo(BlockBuilder block) {
      block.add(
          image,
          reader.shape(),
          Integer.toString(label),
          "IDX",
          range.images + " image " + (next - 1));
    }

    @Override
    public void close() throws IOException {
      images.close();
      labels.close();
    }
  }
}
