package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.formats.CsvImages;

/** Kaggle's files: CSV of a label and its pixels in each line, zipped or not; by splits or not. */
final class CsvFiles implements DataFormat {

  @Override
  public String example() {
    return "CSV (label,pixel0,pixel1,..., with this header or the label first; .csv or .csv.gz)";
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
            labelled.isEmpty() ? tables : labelled, file -> Split.ofFile(DataSource.name(file)));
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
    Path file = files.get(0).getPath();
    return () -> read(source, file);
  }

  private static ImageSet read(DataSource source, Path file) throws IOException {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    Map<String, Integer> order = new LinkedHashMap<>();
    try (InputStream in = source.open(file)) {
      CsvImages.read(
          in,
          file.toString(),
          source.columns().label(),
          (pixels, shape, label, origin) -> {
            if (label.isEmpty()) {
              throw new InvalidImagesException(
                  origin + " has no label; fill it in or take the line away");
            }
            images.add(pixels, shape, order.computeIfAbsent(label, text -> order.size()), origin);
          });
    }
    LabelledImages all = images.build(file.toString());
    ClassLabels labels = ClassLabels.of(order.keySet(), file.toString());
    return new ImageSet(
        all.relabelled(order.keySet().stream().mapToInt(labels::label).toArray(), labels.classes()),
        labels.names(),
        false,
        DataReport.of("CSV", all.size())
            .warningOfConstant(images.constant(), images.size(), images.firstConstant()));
  }
}
