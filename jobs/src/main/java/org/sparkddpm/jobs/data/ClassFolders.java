package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.ImageKind;

/** A folder of image files for each class, named by its number or a word; by splits or not. */
final class ClassFolders implements DataFormat {

  @Override
  public String example() {
    return "a folder of images (%s) for each class (0/, 1/, ... or cat/, dog/, ...)"
        .formatted(ImageKind.readable());
  }

  @Override
  public Optional<FoundData> find(DataSource source) throws IOException {
    if (!source.folder()) {
      return Optional.empty();
    }
    List<FileStatus> entries = source.entries();
    List<FileStatus> parts =
        entries.stream().filter(FileStatus::isDirectory).filter(ClassFolders::isSplit).toList();
    return parts.isEmpty() ? whole(source) : split(source, entries, parts);
  }

  private static boolean isSplit(FileStatus folder) {
    return Split.ofFolder(DataSource.name(folder)).isPresent();
  }

  private static Optional<FoundData> whole(DataSource source) throws IOException {
    if (!holdsClasses(source, source.root())) {
      return Optional.empty();
    }
    LabelledFolders all = LabelledFolders.list(source, source.root());
    return Optional.of(new FoundData(all, Optional.empty(), List.of()));
  }

  private static Optional<FoundData> split(
      DataSource source, List<FileStatus> entries, List<FileStatus> parts) throws IOException {
    List<FileStatus> holding = new ArrayList<>();
    for (FileStatus part : parts) {
      if (holdsClasses(source, part.getPath())) {
        holding.add(part);
      }
    }
    if (holding.isEmpty()) {
      if (holdsClasses(source, source.root())) {
        throw new InvalidImagesException(
            "%s: no folder in %s holds a folder of images for each class; put the images of each class into one, or rename a class that is called like a part of a data set"
                .formatted(source.root(), parts.stream().map(source::within).toList()));
      }
      return Optional.empty();
    }
    List<FileStatus> labelled = new ArrayList<>();
    for (FileStatus part : parts) {
      if (isTraining(part) || hasFolders(source, part)) {
        labelled.add(part);
      }
    }
    Splits<FileStatus> splits =
        Splits.of(source.root(), labelled, part -> Split.ofFolder(DataSource.name(part)));
    if (parts.stream().noneMatch(ClassFolders::isTraining)
        || splits.train().size() > 1
        || splits.test().size() > 1) {
      throw new InvalidImagesException(
          "%s holds the folders %s; give it one folder train/ and at most one of valid/ or test/ with the folders of the classes in each, or give --data the folder of one of them"
              .formatted(source.root(), parts.stream().map(source::within).toList()));
    }
    List<String> leftOut = new ArrayList<>();
    for (FileStatus entry : entries) {
      if (splits.unused().contains(entry) || !labelled.contains(entry)) {
        refuseImage(entry);
        boolean unlabelled = parts.contains(entry) && !labelled.contains(entry);
        leftOut.add(source.within(entry) + (unlabelled ? " without folders of classes" : ""));
      }
    }
    LabelledFolders train = LabelledFolders.list(source, splits.train().get(0).getPath());
    Optional<DataPart> test = Optional.empty();
    if (!splits.test().isEmpty()) {
      LabelledFolders tested = LabelledFolders.list(source, splits.test().get(0).getPath());
      test = Optional.of(tested);
    }
    return Optional.of(new FoundData(train, test, leftOut));
  }

  private static boolean isTraining(FileStatus part) {
    return Split.ofFolder(DataSource.name(part)).filter(Split.TRAIN::equals).isPresent();
  }

  /** Images to tell the classes of, as contests have them beside their labelled ones, have none. */
  private static boolean hasFolders(DataSource source, FileStatus part) throws IOException {
    return source.entries(part.getPath()).stream().anyMatch(ClassFolders::isClass);
  }

  /** Whether an entry is the folder of a class, though perhaps without an image. */
  static boolean isClass(FileStatus entry) {
    return entry.isDirectory() && !DataSource.hidden(entry);
  }

  /** Whether a folder in it has an image file. */
  private static boolean holdsClasses(DataSource source, Path folder) throws IOException {
    for (FileStatus entry : source.entries(folder)) {
      if (isClass(entry) && source.holdsImage(entry.getPath(), Integer.MAX_VALUE)) {
        return true;
      }
    }
    return false;
  }

  /** Refuses an image file that belongs to no class. */
  static void refuseImage(FileStatus entry) {
    if (entry.isFile()
        && !DataSource.hidden(entry)
        && ImageKind.byName(DataSource.name(entry)).isPresent()) {
      throw new InvalidImagesException(
          entry.getPath()
              + " is an image beside the folders of the classes; move it into that of its class, or"
              + " take it away");
    }
  }
}
