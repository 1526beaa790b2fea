package org.sparkddpm.jobs.train;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.ImageStore;
import org.sparkddpm.images.LabelledImages;

/**
 * A shard's pixels in a file on the executor's disk, which the operating system keeps in memory as
 * far as there is room, outside the heap; its labels in memory. Encrypted where Spark encrypts what
 * it leaves on disks. The file has no name any more, so that its space is free again when the
 * process ends, in whatever way.
 */
final class ShardFile implements ImageStore {

  /** A label that no image has. */
  private static final char MISSING = Character.MAX_VALUE;

  private final ImageShape shape;
  private final char[] labels;
  private final String place;
  // Not a channel, which an interrupted task would close for all others.
  private final RandomAccessFile pixels;
  private final Optional<ShardCipher> cipher;
  private int filled;

  /**
   * A file to be filled.
   *
   * @param file a name that nothing has yet
   * @param size number of images
   * @param cipher of what stands in the file; empty for the plain pixels
   * @throws IOException if it cannot be made
   */
  ShardFile(File file, ImageShape shape, int size, Optional<ShardCipher> cipher)
      throws IOException {
    this.shape = shape;
    this.cipher = cipher;
    this.place = file.getParent();
    this.labels = new char[size];
    Arrays.fill(labels, MISSING);
    this.pixels = new RandomAccessFile(file, "rw");
    Files.delete(file.toPath());
  }

  /**
   * Puts images in.
   *
   * @param position of the first of them
   * @throws IOException if the disk cannot take them, or there is no room for them in the shard
   */
  synchronized void put(long position, LabelledImages images) throws IOException {
    if (position + images.size() > labels.length) {
      throw changed(position + images.size());
    }
    byte[] all = new byte[images.size() * shape.size()];
    for (int i = 0; i < images.size(); i++) {
      images.copyImage(i, all, i * shape.size());
      int at = (int) position + i;
      filled += labels[at] == MISSING ? 1 : 0;
      labels[at] = (char) images.label(i);
    }
    long begin = position * shape.size();
    cipher.ifPresent(secret -> secret.apply(begin, all, 0, all.length));
    try {
      pixels.seek(begin);
      pixels.write(all);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "a shard of %,d images (%,d MB) cannot be written to %s: %s; give the executors larger"
                  + " disks (spark.local.dir), or more of them",
              labels.length,
              ((long) labels.length * shape.size()) >> 20,
              place,
              e.getMessage()),
          e);
    }
  }

  /**
   * Makes sure that all images are there.
   *
   * @throws IOException if some are missing
   */
  synchronized void requireFull() throws IOException {
    if (filled < labels.length) {
      throw changed(filled);
    }
  }

  private IOException changed(long images) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "a shard was to have %,d images and has %,d: the data changed since they were counted;"
                + " run again when nothing writes to them",
            labels.length,
            images));
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public synchronized void copyImage(int i, byte[] out, int offset) {
    Objects.checkIndex(i, labels.length);
    long begin = (long) i * shape.size();
    try {
      pixels.seek(begin);
      pixels.readFully(out, offset, shape.size());
      cipher.ifPresent(secret -> secret.apply(begin, out, offset, shape.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              ("an image cannot be read back from the disk under %s: %s; mend that disk, or give the"
                      + " executors another one (spark.local.dir)")
                  .formatted(place, Objects.requireNonNullElse(e.getMessage(), "it ends early")),
              e));
    }
  }
}
