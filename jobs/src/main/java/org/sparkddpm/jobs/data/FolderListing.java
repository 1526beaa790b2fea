package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.ImageFile;
import org.sparkddpm.images.formats.ImageKind;

/** Lists the folder of one class. */
final class FolderListing {

  /** So many files are read by one task at least, and a large folder by many tasks. */
  private static final int FILES = 500;

  private final String root;
  private final String folder;
  private final String label;
  private final List<ListedFiles> listed = new ArrayList<>();
  private List<String> images = new ArrayList<>();
  private List<String> leftOut = new ArrayList<>();
  private long first;

  private FolderListing(String root, String folder, String label) {
    this.root = root;
    this.folder = folder;
    this.label = label;
  }

  /**
   * Lists a folder; what cannot be taken is in what comes back.
   *
   * @param root of the source, which names are told from
   * @param parent of the folder
   * @param label the folder's name
   */
  static Iterator<ListedFiles> of(ExecutorFiles files, String root, String parent, String label)
      throws IOException {
    FolderListing listing = new FolderListing(root, parent + "/" + label, label);
    String refusal = "";
    try {
      for (FileStatus file : files.entries(listing.folder)) {
        listing.add(file);
      }
    } catch (InvalidImagesException e) {
      refusal = e.getMessage();
    }
    listing.end(refusal);
    return listing.listed.iterator();
  }

  private void add(FileStatus file) {
    String name = DataSource.name(file);
    Optional<ImageKind> kind =
        file.isFile() && !name.startsWith(".") ? ImageKind.byName(name) : Optional.empty();
    if (kind.isPresent()) {
      if (!kind.get().isRead()) {
        throw ImageFile.unread(kind.get(), file.getPath().toString());
      }
      images.add(name);
    } else if (file.isDirectory() && !DataSource.hidden(file)) {
      throw new InvalidImagesException(
          "%s is a folder in that of a class, whose images lie in it directly; move them up, or give --data the folder whose folders are the classes"
              .formatted(file.getPath()));
    } else {
      leftOut.add(DataSource.within(new Path(root), file));
    }
    if (images.size() == FILES) {
      end("");
    }
  }

  private void end(String refusal) {
    listed.add(new ListedFiles(folder, label, first, images, leftOut, refusal));
    first += images.size();
    images = new ArrayList<>();
    leftOut = new ArrayList<>();
  }
}
