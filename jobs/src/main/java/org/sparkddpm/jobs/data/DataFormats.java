package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.InvalidImagesException;

/** The layouts that are read; of those that a source has, the first in this list. */
final class DataFormats {

  private static final List<DataFormat> ALL =
      List.of(new IdxFiles(), new ParquetFiles(), new ClassFolders(), new CsvFiles());

  private static final int NAMED = 5;

  private DataFormats() {}

  /** What can be given, for messages. */
  static String remedy() {
    return "give " + String.join("; or ", ALL.stream().map(DataFormat::example).toList());
  }

  /**
   * Has the executors read and check all images of a source.
   *
   * @param seed of what is held out, where the source has no test images
   * @throws InvalidImagesException naming file, place and remedy
   * @throws IOException if the file system fails
   */
  static DataSplits load(SparkSession spark, DataSource source, long seed) throws IOException {
    return load(spark, find(source), source.root().toString(), seed);
  }

  /**
   * Finds what layout a source has, and what of it would be read; reads no images.
   *
   * @throws InvalidImagesException if it has none that is known
   * @throws IOException if the file system fails
   */
  static FoundData find(DataSource source) throws IOException {
    for (DataFormat format : ALL) {
      Optional<FoundData> found = format.find(source);
      if (found.isPresent()) {
        checkColumns(source, format);
        return found.get();
      }
    }
    throw new InvalidImagesException(unknown(source));
  }

  private static void checkColumns(DataSource source, DataFormat format) {
    boolean image = source.columns().image().isPresent() && !format.hasImageColumn();
    boolean label = source.columns().label().isPresent() && !format.hasLabelColumn();
    if (image || label) {
      throw new InvalidImagesException(
          "%s is %s, in which no column has the %s; leave out %s"
              .formatted(
                  source.root(),
                  format.example(),
                  image ? "images" : "labels",
                  image ? "--image-column" : "--label-column"));
    }
  }

  private static DataSplits load(SparkSession spark, FoundData found, String origin, long seed)
      throws IOException {
    ReadPart train = ReadPart.of(spark, found.train());
    DataSplits splits =
        found.test().isPresent()
            ? DataSplits.of(train, ReadPart.of(spark, found.test().get()), origin)
            : DataSplits.holdingOut(train, origin, seed);
    return splits.leavingOut(found.leftOut());
  }

  private static String unknown(DataSource source) throws IOException {
    if (!source.folder()) {
      return source.root() + " is not a file of a known kind of data; " + remedy();
    }
    List<FileStatus> entries = source.entries();
    List<String> names =
        entries.subList(0, Math.min(NAMED, entries.size())).stream().map(source::within).toList();
    return "%s holds no images that are known (it %s); %s"
        .formatted(
            source.root(),
            names.isEmpty()
                ? "is empty"
                : "has " + String.join(", ", names) + (entries.size() > NAMED ? ", ..." : ""),
            remedy());
  }
}
