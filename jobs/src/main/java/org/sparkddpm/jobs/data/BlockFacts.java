package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.images.ImageShape;

/**
 * What the driver knows of a block of images.
 *
 * @param refusal why an image cannot be taken, in which case nothing else is known; else empty
 * @param shape of all images
 * @param firstOrigin where the first image comes from, for messages
 * @param labels how many images there are of each class, by what the source calls it
 * @param kinds how many images there are of each kind of file
 * @param pixels what they look like, transparent pixels over white
 * @param strokes what their opacity looks like, as far as it may be the picture
 * @param opacity whether they may be strokes in the opacity of their files
 */
record BlockFacts(
    BlockPlace place,
    String refusal,
    ImageShape shape,
    String firstOrigin,
    SortedMap<String, Integer> labels,
    SortedMap<String, Integer> kinds,
    PixelFacts pixels,
    PixelFacts strokes,
    OpacityFacts opacity,
    Fingerprint fingerprint)
    implements Serializable {

  /** Copies the maps. */
  BlockFacts {
    labels = new TreeMap<>(labels);
    kinds = new TreeMap<>(kinds);
  }

  /** Of a block that cannot be taken. */
  static BlockFacts refused(BlockPlace place, String message) {
    return new BlockFacts(
        place,
        message,
        ImageShape.gray(1, 1),
        "",
        new TreeMap<>(),
        new TreeMap<>(),
        PixelFacts.NONE,
        PixelFacts.NONE,
        OpacityFacts.NONE,
        Fingerprint.NONE);
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }

  /** Number of images. */
  int size() {
    return labels.values().stream().mapToInt(Integer::intValue).sum();
  }
}
