package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.List;
import org.sparkddpm.images.LabelledImages;

/**
 * Images that follow each other in a file, decoded on an executor: as many as fit into some
 * megabytes. It is not known yet what the classes of the whole set are, so labels are texts.
 *
 * @param texts the classes of the images, as the source calls them; the images' labels number them
 * @param colours the images, transparent pixels over white; null if the block is refused
 * @param opacity their opacity instead; null where it cannot be the picture
 */
record ImageBlock(
    BlockFacts facts, List<String> texts, LabelledImages colours, LabelledImages opacity)
    implements Serializable {

  /** The images, or their opacity instead. */
  LabelledImages images(boolean ofOpacity) {
    return ofOpacity ? opacity : colours;
  }

  /** A block that cannot be taken. */
  static ImageBlock refused(BlockPlace place, String message) {
    return new ImageBlock(BlockFacts.refused(place, message), List.of(), null, null);
  }
}
