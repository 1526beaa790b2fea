package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.CsvImages;

/** Kaggle's files: CSV of a label and its pixels in each line, zipped or not; by splits or not. */
final class CsvFiles implements DataFormat {

  @Override
  public String example() {
    return "CSV (label,pixel0,pixel1,..., with this header or the label first; .csv or .csv.gz)";
  }

  @Override
  public boolean hasLabelColumn() {
    return true;
  }

  @Override
  public Optional<FoundData> find(DataSource source) throws IOException {
    List<FileStatus> entries = source.entries();
    List<FileStatus> tables = entries.stream().filter(CsvFiles::isTable).toList();
    if (tables.isEmpty()) {
      return Optional.empty();
    }
    List<FileStatus> labelled = new ArrayList<>();
    for (FileStatus table : tables) {
      if (hasLabels(source, table.getPath())) {
        labelled.add(table);
      }
    }
    // Without any, the first says what it lacks when it is read.
    Splits<FileStatus> splits =
        Splits.of(
            source.root(),
            labelled.isEmpty() ? tables : labelled,
            file -> Split.ofFile(DataSource.name(file)));
    List<FileStatus> used = new ArrayList<>(splits.train());
    used.addAll(splits.test());
    return Optional.of(
        new FoundData(
            part(source, splits.train()),
            splits.test().isEmpty() ? Optional.empty() : Optional.of(part(source, splits.test())),
            entries.stream()
                .filter(entry -> !used.contains(entry))
                .map(
                    entry ->
                        source.within(entry)
                            + (labelled.contains(entry) || !isTable(entry)
                                ? ""
                                : " without labels"))
                .toList()));
  }

  private static boolean isTable(FileStatus file) {
    String name = DataSource.name(file).toLowerCase(Locale.ROOT);
    return file.isFile()
        && !DataSource.hidden(file)
        && (name.endsWith(".csv") || name.endsWith(".csv.gz"));
  }

  private static boolean hasLabels(DataSource source, Path file) throws IOException {
    try (InputStream in = source.open(file)) {
      return CsvImages.hasLabels(in, file.toString(), source.columns().label());
    }
  }

  private static DataPart part(DataSource source, List<FileStatus> files) {
    if (files.size() > 1) {
      throw new InvalidImagesException(
          "%s holds several CSV files for one part, %s; take all but one away, or give --data the path of one, or name them train and test"
              .formatted(source.root(), files.stream().map(DataSource::name).toList()));
    }
    return new CsvFile(files.get(0).getPath().toString(), source.columns().label());
  }
}
