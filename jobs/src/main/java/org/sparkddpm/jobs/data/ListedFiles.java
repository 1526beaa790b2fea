package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.formats.ImageFile;

/**
 * Some of the files in the folder of one class, as they follow each other by name.
 *
 * @param folder its path, with scheme and authority
 * @param label the name of the folder
 * @param first index of the first image among those of the folder
 * @param images the names of image files
 * @param leftOut other files, by their names within the source
 * @param refusal why the folder cannot be taken; empty if it can
 */
record ListedFiles(
    String folder,
    String label,
    long first,
    List<String> images,
    List<String> leftOut,
    String refusal)
    implements Serializable {

  BlockPlace place() {
    return new BlockPlace(folder, first);
  }

  /** Reads the images. */
  BlockIterator.Opening open(ExecutorFiles files) {
    return () -> {
      if (!refusal.isEmpty()) {
        throw new InvalidImagesException(refusal);
      }
      return new Rows(this, files);
    };
  }

  private static final class Rows implements ImageRows {
    private final ListedFiles listed;
    private final ExecutorFiles files;
    private int next;

    Rows(ListedFiles listed, ExecutorFiles files) {
      this.listed = listed;
      this.files = files;
    }

    @Override
    public Optional<BlockPlace> next() {
      return next == listed.images.size()
          ? Optional.empty()
          : Optional.of(listed.place().plus(next++));
    }

    @Override
    public void addTo(BlockBuilder block) throws IOException {
      String file = listed.folder + "/" + listed.images.get(next - 1);
      try (InputStream in = files.open(file)) {
        block.add(ImageFile.read(in, file), "", listed.label, file);
      }
    }
  }
}
