package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.ImageFile;
import org.sparkddpm.images.formats.ImageKind;

/**
 * The folders of the classes of one part of a data set, listed.
 *
 * @param folder that holds them
 * @param classes the folders, by name, those without an image among them
 * @param leftOut files that are no images, by their names within the source
 */
record ListedClasses(DataSource source, Path folder, List<OfClass> classes, List<String> leftOut)
    implements DataPart {

  /** The image files of one class, by name. */
  record OfClass(String name, List<Path> files) {}

  /**
   * Lists them.
   *
   * @throws InvalidImagesException if there are images that would not be read: of a kind that is
   *     not, or beside or below the folders of the classes
   */
  static ListedClasses list(DataSource source, Path folder) throws IOException {
    List<OfClass> classes = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (FileStatus entry : source.entries(folder)) {
      if (entry.isDirectory() && !DataSource.hidden(entry)) {
        classes.add(ofClass(source, entry, leftOut));
      } else {
        ClassFolders.refuseImage(entry);
        leftOut.add(source.within(entry));
      }
    }
    return new ListedClasses(source, folder, classes, leftOut);
  }

  private static OfClass ofClass(DataSource source, FileStatus folder, List<String> leftOut)
      throws IOException {
    List<Path> images = new ArrayList<>();
    for (FileStatus file : source.entries(folder.getPath())) {
      String name = DataSource.name(file);
      Optional<ImageKind> kind =
          file.isFile() && !name.startsWith(".") ? ImageKind.byName(name) : Optional.empty();
      if (kind.isPresent()) {
        if (!kind.get().isRead()) {
          throw ImageFile.unread(kind.get(), file.getPath().toString());
        }
        images.add(file.getPath());
      } else if (file.isDirectory() && !DataSource.hidden(file)) {
        throw new InvalidImagesException(
            "%s is a folder in that of a class, whose images lie in it directly; move them up, or give --data the folder whose folders are the classes"
                .formatted(file.getPath()));
      } else {
        leftOut.add(source.within(file));
      }
    }
    return new OfClass(DataSource.name(folder), images);
  }

  @Override
  public ImageSet read() throws IOException {
    ClassLabels labels =
        ClassLabels.of(classes.stream().map(OfClass::name).toList(), folder.toString());
    EncodedImages images = new EncodedImages();
    for (OfClass one : classes) {
      for (Path file : one.files()) {
        try (InputStream in = source.open(file)) {
          images.add(
              ImageFile.read(in, file.toString()), "", labels.label(one.name()), file.toString());
        }
      }
    }
    return images.build(labels.classes(), labels.names(), folder.toString());
  }
}
