package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.sparkddpm.images.LabelledImages;
import scala.Tuple2;

/**
 * What tells one set of labelled images from another: the sums of a hash of 128 bits of each image
 * with its class. The order of the images, their files and their layout make no difference.
 */
public record Fingerprint(long high, long low) implements Serializable {

  /** Of no images. */
  static final Fingerprint NONE = new Fingerprint(0, 0);

  /** Of one image and its class, as the source calls it. */
  static Fingerprint of(byte[] pixels, String label) {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(pixels, pixels.length + name.length);
    System.arraycopy(name, 0, all, pixels.length, name.length);
    return of(all);
  }

  /** Of the pixels of one image alone. */
  static Fingerprint of(byte[] pixels) {
    long[] hash = MurmurHash3.hash128x64(pixels, 0, pixels.length, 0);
    return new Fingerprint(hash[0], hash[1]);
  }

  /** Of the pixels of each image, once for each. */
  static Iterator<Tuple2<Fingerprint, Long>> each(LabelledImages images) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> new Tuple2<>(of(images.image(i)), 1L))
        .iterator();
  }

  /** Of some images with their numbers and labels, the sum of which tells their order, too. */
  static Fingerprint inOrder(NumberedImages numbered, int[] labels) {
    LabelledImages images = numbered.images();
    return IntStream.range(0, images.size())
        .mapToObj(
            i -> of(images.image(i), labels[images.label(i)] + " at " + (numbered.first() + i)))
        .reduce(NONE, Fingerprint::plus);
  }

  /** Of both together. */
  Fingerprint plus(Fingerprint other) {
    return new Fingerprint(high + other.high, low + other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }
}
