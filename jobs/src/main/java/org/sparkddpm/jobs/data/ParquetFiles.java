package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Parquet files at any depth, as Spark and HuggingFace write them; by splits or not. */
final class ParquetFiles implements DataFormat {

  private static final String SUFFIX = ".parquet";
  private static final int LOOK = 100;

  @Override
  public String example() {
    return "Parquet with a column of images (Spark's image struct, or image files as bytes) and"
        + " one of labels";
  }

  @Override
  public boolean hasImageColumn() {
    return true;
  }

  @Override
  public boolean hasLabelColumn() {
    return true;
  }

  @Override
  public Optional<FoundData> find(DataSource source) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (FileStatus entry : source.entries()) {
      collect(source, entry, found, others);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Splits<FileStatus> splits = Splits.of(source.root(), found, file -> split(source, file));
    splits.unused().forEach(file -> others.add(source.within(file)));
    return Optional.of(
        new FoundData(
            part(source, splits.train()),
            splits.test().isEmpty() ? Optional.empty() : Optional.of(part(source, splits.test())),
            others));
  }

  /** A folder without Parquet is one other thing, whatever is in it. */
  private static boolean collect(
      DataSource source, FileStatus entry, List<FileStatus> found, List<String> others)
      throws IOException {
    if (entry.isFile() && isParquet(DataSource.name(entry)) && !DataSource.hidden(entry)) {
      return found.add(entry);
    }
    boolean any = false;
    // Folders of images may be long; that there is no Parquet in them shows soon.
    if (entry.isDirectory()
        && !DataSource.hidden(entry)
        && !source.holdsImage(entry.getPath(), LOOK)) {
      List<String> beside = new ArrayList<>();
      for (FileStatus child : source.entries(entry.getPath())) {
        any |= collect(source, child, found, beside);
      }
      if (any) {
        others.addAll(beside);
      }
    }
    if (!any) {
      others.add(source.within(entry));
    }
    return any;
  }

  private static Optional<Split> split(DataSource source, FileStatus file) {
    return top(source.within(file))
        .flatMap(top -> folderSplit(top.substring(top.lastIndexOf('/') + 1)))
        .or(() -> Split.ofFile(DataSource.name(file)));
  }

  /** Spark calls the folder of a table {@code train.parquet}, too. */
  private static Optional<Split> folderSplit(String folder) {
    return Split.ofFolder(
        isParquet(folder) ? folder.substring(0, folder.length() - SUFFIX.length()) : folder);
  }

  private static boolean isParquet(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  private static DataPart part(DataSource source, List<FileStatus> files) {
    List<String> paths = files.stream().map(file -> file.getPath().toString()).toList();
    // Below this folder, folders such as label=3 are columns.
    String base = base(source, files);
    return new ParquetImages(base, source.folder(), source.columns(), paths);
  }

  private static String base(DataSource source, List<FileStatus> files) {
    if (!source.folder()) {
      return source.root().toString();
    }
    List<Optional<String>> tops =
        files.stream().map(file -> top(source.within(file))).distinct().toList();
    return tops.size() == 1 && tops.get(0).isPresent()
        ? new Path(source.root(), tops.get(0).get()).toString()
        : source.root().toString();
  }

  /** The path of the outermost folder of a split that a file lies in. */
  private static Optional<String> top(String within) {
    int start = 0;
    for (int slash = within.indexOf('/'); slash >= 0; slash = within.indexOf('/', start)) {
      if (folderSplit(within.substring(start, slash)).isPresent()) {
        return Optional.of(within.substring(0, slash));
      }
      start = slash + 1;
    }
    return Optional.empty();
  }
}
