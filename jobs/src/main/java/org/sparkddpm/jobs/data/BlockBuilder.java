package org.sparkddpm.jobs.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.DecodedImage;

/** Collects the images of one block, in their order. */
final class BlockBuilder {

  /** Enough for a task to have little overhead, and little enough for many in one memory. */
  private static final int BYTES = 4 << 20;

  private static final int MOST_IMAGES = 8192;

  private final BlockPlace place;
  private final LabelledImagesBuilder colours = new LabelledImagesBuilder();
  private LabelledImagesBuilder opacity = new LabelledImagesBuilder();
  private final Map<String, Integer> codes = new LinkedHashMap<>();
  private final SortedMap<String, Integer> labels = new TreeMap<>();
  private final SortedMap<String, Integer> kinds = new TreeMap<>();
  private ImageShape shape;
  private String firstOrigin = "";
  private PixelFacts pixels = PixelFacts.NONE;
  private PixelFacts drawn = PixelFacts.NONE;
  private OpacityFacts opaque = OpacityFacts.NONE;
  private Fingerprint fingerprint = Fingerprint.NONE;

  BlockBuilder(BlockPlace place) {
    this.place = place;
  }

  int size() {
    return colours.size();
  }

  boolean isFull() {
    return size() >= MOST_IMAGES || (size() > 0 && (long) size() * shape.size() >= BYTES);
  }

  /**
   * Adds an image that has no opacity.
   *
   * @param image {@code shape.size()} bytes, copied
   * @param label what the source calls its class
   * @param kind of the file, for the report
   * @param origin the file and the place in it, for messages
   * @throws InvalidImagesException if it does not fit to those before
   */
  void add(byte[] image, ImageShape shape, String label, String kind, String origin) {
    addColours(image, shape, label, kind, origin);
    addOpacity(OpacityFacts.OPAQUE);
  }

  /**
   * Adds the content of an image file.
   *
   * @param where appended to the kind of the file in the report, such as {@code " in Parquet"}
   * @throws InvalidImagesException if it does not fit to those before
   */
  void add(DecodedImage image, String where, String label, String origin) {
    Picture picture = image.overWhite();
    addColours(picture.pixels(), shape(picture), label, image.kind() + where, origin);
    addOpacity(OpacityFacts.of(image));
    if (image.transparent()) {
      fingerprint = fingerprint.plus(Fingerprint.of(image.opacity().pixels(), label));
    }
    if (opaque.strokes()) {
      Picture strokes = image.opacity();
      opacity.add(strokes.pixels(), shape(strokes), codes.get(label), origin);
      drawn = drawn.plus(PixelFacts.of(strokes.pixels(), ImageShape.GRAY, last(origin)));
    }
  }

  private static ImageShape shape(Picture picture) {
    return new ImageShape(picture.height(), picture.width(), picture.channels());
  }

  private void addColours(byte[] image, ImageShape of, String label, String kind, String origin) {
    colours.add(image, of, codes.computeIfAbsent(label, text -> codes.size()), origin);
    if (size() == 1) {
      shape = of;
      firstOrigin = origin;
    }
    labels.merge(label, 1, Integer::sum);
    kinds.merge(kind, 1, Integer::sum);
    pixels = pixels.plus(PixelFacts.of(image, of.channels(), last(origin)));
    fingerprint = fingerprint.plus(Fingerprint.of(image, label));
  }

  private Seen last(String origin) {
    return new Seen(place.plus(size() - 1), origin);
  }

  private void addOpacity(OpacityFacts one) {
    opaque = opaque.plus(one);
    if (!opaque.strokes()) {
      opacity = null;
    }
  }

  /** The block of all images added, at least one. */
  ImageBlock build() {
    LabelledImages strokes =
        opacity == null || opacity.size() == 0 ? null : opacity.build(firstOrigin);
    return new ImageBlock(
        new BlockFacts(
            place, "", shape, firstOrigin, labels, kinds, pixels, drawn, opaque, fingerprint),
        List.copyOf(codes.keySet()),
        strokes == null ? colours.build(firstOrigin) : null,
        strokes);
  }
}
