package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * What the driver knows of a part: the facts of its blocks, added up in whatever order they come.
 * Of a single block it keeps no more than its place and size, so that neither many classes nor many
 * blocks take memory. Not thread-safe; Spark adds up in place.
 */
final class PartFacts implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<BlockSize> blocks = new ArrayList<>();
  private final TreeMap<String, Long> labels = new TreeMap<>();
  private final TreeMap<String, Integer> kinds = new TreeMap<>();
  private final Map<ImageShape, Seen> shapes = new HashMap<>();
  private Refusals refusals = Refusals.NONE;
  private PixelFacts pixels = PixelFacts.NONE;
  private PixelFacts strokes = PixelFacts.NONE;
  private OpacityFacts opacity = OpacityFacts.NONE;
  private Fingerprint fingerprint = Fingerprint.NONE;

  /** Adds a block. */
  PartFacts add(BlockFacts block) {
    if (block.isRefused()) {
      refusals = refusals.plus(Refusals.of(new Seen(block.place(), block.refusal())));
      return this;
    }
    blocks.add(new BlockSize(block.place(), block.size()));
    block.labels().forEach((text, count) -> labels.merge(text, (long) count, Long::sum));
    block.kinds().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
    shapes.merge(block.shape(), new Seen(block.place(), block.firstOrigin()), Seen::first);
    addSums(block.pixels(), block.strokes(), block.opacity(), block.fingerprint());
    return this;
  }

  /** Adds all of others. */
  PartFacts add(PartFacts other) {
    blocks.addAll(other.blocks);
    other.labels.forEach((text, count) -> labels.merge(text, count, Long::sum));
    other.kinds.forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
    other.shapes.forEach((shape, seen) -> shapes.merge(shape, seen, Seen::first));
    refusals = refusals.plus(other.refusals);
    addSums(other.pixels, other.strokes, other.opacity, other.fingerprint);
    return this;
  }

  private void addSums(
      PixelFacts morePixels, PixelFacts moreStrokes, OpacityFacts moreOpacity, Fingerprint more) {
    pixels = pixels.plus(morePixels);
    strokes = strokes.plus(moreStrokes);
    opacity = opacity.plus(moreOpacity);
    fingerprint = fingerprint.plus(more);
  }

  /**
   * Checks that the blocks are whole files of images of one shape.
   *
   * @throws InvalidImagesException naming the first images that cannot be taken
   * @throws IOException if they do not follow each other
   */
  void check(String source) throws IOException {
    if (!refusals.isEmpty()) {
      throw new InvalidImagesException(refusals.message());
    }
    if (blocks.isEmpty()) {
      throw new InvalidImagesException(
          source + ": holds no images: give a source with at least one labelled image");
    }
    checkOrder(source);
    checkShapes();
  }

  private void checkOrder(String source) throws IOException {
    Collections.sort(blocks);
    BlockPlace expected = new BlockPlace(blocks.get(0).place().file(), 0);
    for (BlockSize block : blocks) {
      BlockPlace place = block.place();
      if (!place.file().equals(expected.file())) {
        expected = new BlockPlace(place.file(), 0);
      }
      if (!place.equals(expected)) {
        throw new IOException(
            "%s changed while it was read: there is %s where %s was expected; run again when nothing writes to it"
                .formatted(source, place, expected));
      }
      expected = place.plus(block.images());
    }
  }

  private void checkShapes() {
    ImageShape shape = shape();
    Seen first = shapes.get(shape);
    shapes.entrySet().stream()
        .filter(other -> !other.getKey().equals(shape))
        .min(Map.Entry.comparingByValue(BlockPlace.of(Seen::place)))
        .ifPresent(
            other -> {
              boolean size = other.getKey().channels() == shape.channels();
              throw new InvalidImagesException(
                  "%s: is %s, but another image (%s) is %s: %s"
                      .formatted(
                          other.getValue().what(),
                          size ? other.getKey() : other.getKey().colours(),
                          first.what(),
                          size ? shape : shape.colours(),
                          size
                              ? "scale all images to one size"
                              : "make all images gray or all coloured"));
            });
  }

  /** The shape of the first image, its colours and not its opacity. */
  ImageShape shape() {
    return shapes.entrySet().stream()
        .min(Map.Entry.comparingByValue(BlockPlace.of(Seen::place)))
        .orElseThrow()
        .getKey();
  }

  /** Places and sizes of the blocks, in the order of the images once {@link #check} was called. */
  List<BlockSize> blocks() {
    return Collections.unmodifiableList(blocks);
  }

  /** How many images there are of each class, by what the source calls it. */
  SortedMap<String, Long> labels() {
    return Collections.unmodifiableSortedMap(labels);
  }

  long size() {
    return blocks.stream().mapToLong(BlockSize::images).sum();
  }

  /** Whether the pictures are the opacity of their files, not their colours. */
  boolean opacityIsPicture() {
    return opacity.isPicture();
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * What was taken, and what is to be said of it.
   *
   * @param leftOut what was not
   */
  DataReport report(List<String> leftOut) {
    DataReport report = opacity.note(DataReport.of(kinds).leavingOut(leftOut));
    return (opacityIsPicture() ? strokes : pixels).warn(report, size());
  }
}
