package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.images.pictures.RowNames;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * What a person wants to see of data before a long training: the first images of each class on a
 * sheet, how many there are of each, and what is probably not as it was meant.
 *
 * @param summary one line
 * @param warnings empty if all is well
 */
record DataPreview(String summary, List<String> warnings) {

  /** The sheet, beside the checkpoints. */
  static final String SHEET = "data-preview.png";

  private static final int ROWS = 100;
  private static final int COLUMNS = 10;
  private static final int ENLARGED = 2;

  /** A training image that a class has less often than so, beside the largest, is rare. */
  private static final int RARE = 20;

  /** At most so many classes are named. */
  private static final int NAMED = 5;

  /**
   * Looks at the data and writes the sheet.
   *
   * @param folder of the checkpoints
   * @throws IOException if the executors cannot read, or the sheet cannot be written
   */
  static DataPreview of(DataSplits data, Location folder) throws IOException {
    DistributedImages train = data.train();
    SortedMap<Integer, LabelledImages> first = train.firstOfEachClass(COLUMNS, ROWS);
    ContactSheet sheet = sheet(first, data);
    Location file = folder.at(new Path(folder.path(), SHEET));
    WholeFile.write(file.fileSystem(), file.path(), sheet::writePng);

    long[] counts = train.classCounts();
    List<String> warnings = new ArrayList<>(data.report().warnings());
    List<Integer> absent =
        IntStream.range(0, counts.length).filter(i -> counts[i] == 0).boxed().toList();
    if (!absent.isEmpty()) {
      warnings.add("there is no training image of " + named(absent, data));
    }
    int smallest = extreme(counts, true);
    int largest = extreme(counts, false);
    if (counts[smallest] * RARE < counts[largest]) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "class %s has %,d training images, class %s %,d",
              data.names().of(smallest),
              counts[smallest],
              data.names().of(largest),
              counts[largest]));
    }
    long doubled = train.doubled();
    if (doubled > 0) {
      warnings.add(
          String.format(
              Locale.ROOT, "%,d of %,d training images are doubled", doubled, train.size()));
    }
    return new DataPreview(
        String.format(
            Locale.ROOT,
            "%,d (class %s) to %,d (class %s) training images of a class; the first of each are on %s",
            counts[smallest],
            data.names().of(smallest),
            counts[largest],
            data.names().of(largest),
            file.path()),
        warnings);
  }

  /** The class that has fewest images of those that have any, or most. */
  private static int extreme(long[] counts, boolean least) {
    return IntStream.range(0, counts.length)
        .filter(label -> counts[label] > 0)
        .reduce(
            (one, other) ->
                (counts[other] < counts[one]) == least && counts[other] != counts[one]
                    ? other
                    : one)
        .orElseThrow();
  }

  private static String named(List<Integer> labels, DataSplits data) {
    int more = Math.max(0, labels.size() - NAMED);
    return String.join(
            ", ", labels.subList(0, labels.size() - more).stream().map(data.names()::of).toList())
        + (more == 0 ? "" : " and " + more + " more");
  }

  private static ContactSheet sheet(SortedMap<Integer, LabelledImages> first, DataSplits data) {
    LabelledImagesBuilder rows = new LabelledImagesBuilder();
    int columns = first.values().stream().mapToInt(LabelledImages::size).max().orElseThrow();
    for (Map.Entry<Integer, LabelledImages> one : first.entrySet()) {
      LabelledImages images = one.getValue();
      byte[] nothing = new byte[images.imageSize()];
      for (int i = 0; i < columns; i++) {
        rows.add(
            i < images.size() ? images.image(i) : nothing, images.shape(), one.getKey(), SHEET);
      }
    }
    return ContactSheet.of(rows.build(SHEET), columns)
        .enlarged(ENLARGED)
        .rowLabels(RowNames.of(data.names(), List.copyOf(first.keySet())));
  }
}
