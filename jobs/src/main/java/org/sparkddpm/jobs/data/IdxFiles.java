package org.sparkddpm.jobs.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;

/**
 * MNIST's own files: pairs of images and labels, zipped or not, of three dimensions or four.
 * Unzipped they have a dot in their names at times, where others have a hyphen.
 */
final class IdxFiles implements DataFormat {

  private static final Pattern IMAGES = Pattern.compile("images[-.]idx[34]-ubyte(\\.gz)?$");

  private static final String ZIPPED = ".gz";

  /** What generation runs call theirs, which may have other pairs beside. */
  private static final String SAMPLES = "samples-";

  @Override
  public String example() {
    return "IDX files (*-images-idx3-ubyte[.gz], in colour *-images-idx4-ubyte[.gz], and"
        + " *-labels-idx1-ubyte[.gz])";
  }

  @Override
  public Optional<FoundData> find(DataSource source) throws IOException {
    List<FileStatus> entries = source.entries();
    List<FileStatus> images =
        entries.stream()
            .filter(file -> file.isFile() && !DataSource.hidden(file))
            .filter(file -> IMAGES.matcher(DataSource.name(file)).find())
            .filter(file -> !isZippedTwin(file, entries))
            .toList();
    if (images.isEmpty()) {
      return Optional.empty();
    }
    Splits<FileStatus> splits = Splits.of(source.root(), images, IdxFiles::split);
    List<IdxPair> pairs = new ArrayList<>(List.of(pair(source, splits.train())));
    if (!splits.test().isEmpty()) {
      pairs.add(pair(source, splits.test()));
    }
    List<String> used =
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.images(), pair.labels()))
            .map(path -> new Path(path).getName())
            .toList();
    return Optional.of(
        new FoundData(
            pairs.get(0),
            pairs.stream().skip(1).map(DataPart.class::cast).findFirst(),
            entries.stream()
                .filter(entry -> !used.contains(DataSource.name(entry)))
                .map(source::within)
                .toList()));
  }

  /** Whether it lies beside its own unzipped contents, as some loaders leave it. */
  private static boolean isZippedTwin(FileStatus file, List<FileStatus> entries) {
    String name = DataSource.name(file);
    return name.endsWith(ZIPPED)
        && entries.stream()
            .map(DataSource::name)
            .anyMatch(name.substring(0, name.length() - ZIPPED.length())::equals);
  }

  private static Optional<Split> split(FileStatus file) {
    String name = DataSource.name(file);
    return name.startsWith(SAMPLES) ? Optional.of(Split.TRAIN) : Split.ofFile(name);
  }

  private static Path single(List<FileStatus> pairs, DataSource source) {
    List<String> names = pairs.stream().map(DataSource::name).toList();
    long gray = names.stream().filter(name -> name.contains("idx3-")).count();
    if (gray != 0 && gray != names.size()) {
      throw new InvalidImagesException(
          "%s holds IDX files of gray images and of coloured ones, %s; take one kind away"
              .formatted(source.root(), names));
    }
    if (names.size() > 1) {
      throw new InvalidImagesException(
          "%s holds several IDX files of images, %s; take all but one away, or give --data the path of one, or name them train- and test-"
              .formatted(source.root(), names));
    }
    return pairs.get(0).getPath();
  }

  private static IdxPair pair(DataSource source, List<FileStatus> pairs) throws IOException {
    Path images = single(pairs, source);
    Path alike = labels(images, "$1");
    for (Path labels : List.of(alike, labels(images, "-"), labels(images, "."))) {
      if (source.files().exists(labels)) {
        return IdxPair.of(source, images, labels);
      }
    }
    throw new FileNotFoundException(
        images + " has no labels beside it: " + alike + " is missing; put it there");
  }

  /** The labels that belong to images, spelt in one of the ways. */
  private static Path labels(Path images, String separator) {
    return new Path(
        images.getParent(),
        images.getName().replaceFirst("images([-.])idx[34]", "labels" + separator + "idx1"));
  }
}
