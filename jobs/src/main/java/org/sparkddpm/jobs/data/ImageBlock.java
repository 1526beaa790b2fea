package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.List;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.DecodedImage;

/**
 * Images that follow each other in a file, decoded on an executor: as many as fit into some
 * megabytes. It is not known yet what the classes of the whole set are, so labels are texts.
 *
 * @param texts the classes of the images, as the source calls them; the images' labels number them
 * @param colours the images, transparent pixels over white; null if the block is refused, or if its
 *     opacity and its one ink tell them
 * @param opacity their opacity instead; null where it cannot be the picture
 */
record ImageBlock(
    BlockFacts facts, List<String> texts, LabelledImages colours, LabelledImages opacity)
    implements Serializable {

  private static final int BITS = 8;

  /** The images, or their opacity instead. */
  LabelledImages images(boolean ofOpacity) {
    if (ofOpacity) {
      return opacity;
    }
    return colours == null ? drawn() : colours;
  }

  /** The images from their opacity: all that is not transparent has the same colour. */
  private LabelledImages drawn() {
    ImageShape shape = facts.shape();
    int channels = shape.channels();
    byte[] pixels = new byte[Math.multiplyExact(opacity.size(), shape.size())];
    byte[] alpha = new byte[opacity.imageSize()];
    int at = 0;
    for (int i = 0; i < opacity.size(); i++) {
      opacity.copyImage(i, alpha, 0);
      for (byte one : alpha) {
        for (int channel = channels - 1; channel >= 0; channel--) {
          int ink = facts.opacity().ink() >> (BITS * channel) & 0xff;
          pixels[at++] = DecodedImage.overWhite(ink, one & 0xff);
        }
      }
    }
    return LabelledImages.owning(shape, opacity.classes(), pixels, opacity.labels());
  }

  /** A block that cannot be taken. */
  static ImageBlock refused(BlockPlace place, String message) {
    return new ImageBlock(BlockFacts.refused(place, message), List.of(), null, null);
  }
}
