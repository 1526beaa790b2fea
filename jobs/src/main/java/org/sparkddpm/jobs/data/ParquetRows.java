package org.sparkddpm.jobs.data;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.ImageFile;
import org.sparkddpm.images.formats.OpenCvPixels;

/**
 * Rows of image (as {@link ImageColumn} selects it), label, path of the file and index of the row.
 */
final class ParquetRows implements ImageRows {

  private final Iterator<Row> rows;
  private final boolean encoded;
  private final LabelTexts labels;
  private Row row;

  /**
   * Begins.
   *
   * @param encoded whether the images are the bytes of image files
   */
  ParquetRows(Iterator<Row> rows, boolean encoded, LabelTexts labels) {
    this.rows = rows;
    this.encoded = encoded;
    this.labels = labels;
  }

  @Override
  public Optional<BlockPlace> next() {
    if (!rows.hasNext()) {
      return Optional.empty();
    }
    row = rows.next();
    return Optional.of(new BlockPlace(row.getString(2), row.getLong(3)));
  }

  @Override
  public void addTo(BlockBuilder block) {
    String origin = row.getString(2) + " row " + row.getLong(3);
    Row image = row.getStruct(0);
    if (encoded) {
      addFile(block, image, origin);
    } else {
      addPixels(block, image, origin);
    }
  }

  private void addFile(BlockBuilder block, Row image, String row) {
    String origin = image.isNullAt(1) ? row : row + " (" + image.getString(1) + ")";
    if (image.isNullAt(0) && !image.isNullAt(1)) {
      throw new InvalidImagesException(
          origin
              + " has the path of an image and not its bytes; write the bytes into the column too");
    }
    if (image.isNullAt(0) || this.row.isNullAt(1)) {
      throw incomplete(origin);
    }
    block.add(
        ImageFile.decode(image.<byte[]>getAs(0), origin),
        " in Parquet",
        labels.of(this.row.get(1), origin),
        origin);
  }

  private void addPixels(BlockBuilder block, Row image, String origin) {
    if (row.isNullAt(1) || image == null || IntStream.range(0, 4).anyMatch(image::isNullAt)) {
      throw incomplete(origin);
    }
    long channels = image.getLong(2);
    if (channels != ImageShape.GRAY && channels != ImageShape.COLOUR) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s has %d channels; give gray images of one channel, or coloured ones of three:"
                  + " blue, green, red",
              origin,
              channels));
    }
    block.add(
        OpenCvPixels.exchanged(image.<byte[]>getAs(3), (int) channels),
        new ImageShape(
            side(image.getLong(0), "height", origin),
            side(image.getLong(1), "width", origin),
            (int) channels),
        labels.of(row.get(1), origin),
        "Spark images in Parquet",
        origin);
  }

  private static InvalidImagesException incomplete(String origin) {
    return new InvalidImagesException(
        origin + " has no image, or no whole number as label; remove the row or fill it");
  }

  private static int side(long side, String what, String origin) {
    if (side < 1 || side > ImageShape.MAX_SIDE) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %s %d of the images is not in 1..%d pixels",
              origin,
              what,
              side,
              ImageShape.MAX_SIDE));
    }
    return (int) side;
  }
}
