package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.CsvImages;

/**
 * A CSV file, which one task reads from its beginning to its end.
 *
 * @param source its path, with scheme and authority
 * @param labelColumn name of the column of labels; empty for the usual one
 */
record CsvFile(String source, Optional<String> labelColumn) implements DataPart {

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ExecutorFiles files = ExecutorFiles.of(context);
    // An Optional cannot travel.
    String column = labelColumn.orElse(null);
    return context
        .parallelize(List.of(source), 1)
        .flatMap(
            file ->
                new BlockIterator(
                    new BlockPlace(file, 0), () -> new Rows(file, column, files.open(file))));
  }

  @Override
  public List<String> warnings() {
    return Emnist.warnings(source);
  }

  private static final class Rows implements ImageRows {
    private final String file;
    private final InputStream in;
    private final CsvImages csv;
    private byte[] image;
    private ImageShape shape;
    private String label;
    private String origin;
    private long next;

    Rows(String file, String labelColumn, InputStream in) throws IOException {
      this.file = file;
      this.in = in;
      this.csv = CsvImages.open(in, file, Optional.ofNullable(labelColumn));
    }

    @Override
    public Optional<BlockPlace> next() throws IOException {
      return csv.readNext(this::take)
          ? Optional.of(new BlockPlace(file, next++))
          : Optional.empty();
    }

    private void take(byte[] pixels, ImageShape size, String text, String place) {
      if (text.isEmpty()) {
        throw new InvalidImagesException(place + " has no label; fill it in or take the line away");
      }
      image = pixels;
      shape = size;
      label = text;
      origin = place;
    }

    @Override
    public void addTo(BlockBuilder block) {
      block.add(image, shape, label, "CSV", origin);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
