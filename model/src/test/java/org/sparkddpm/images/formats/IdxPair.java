package org.sparkddpm.images.formats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.sparkddpm.images.LabelledImages;

/** The bytes of an IDX pair in memory. */
record IdxPair(Bytes images, Bytes labels) {
  /** Bytes that can be changed without changing the original. */
  static final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] copy() {
      return bytes.clone();
    }

    int length() {
      return bytes.length;
    }

    Bytes zipped() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      }
      return new Bytes(out.toByteArray());
    }

    Bytes cutTo(int length) {
      return new Bytes(Arrays.copyOf(bytes, length));
    }

    Bytes with(int offset, int value) {
      byte[] changed = copy();
      changed[offset] = (byte) value;
      return new Bytes(changed);
    }

    Bytes withInt(int offset, int value) {
      return with(offset, value >> 24)
          .with(offset + 1, value >> 16)
          .with(offset + 2, value >> 8)
          .with(offset + 3, value);
    }

    Bytes append(int... values) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + values.length);
      for (int i = 0; i < values.length; i++) {
        longer[bytes.length + i] = (byte) values[i];
      }
      return new Bytes(longer);
    }
  }

  static IdxPair of(LabelledImages images) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    Idx.writeImages(pixels, images);
    Idx.writeLabels(labels, images);
    return new IdxPair(new Bytes(pixels.toByteArray()), new Bytes(labels.toByteArray()));
  }

  IdxPair withImages(Bytes other) {
    return new IdxPair(other, labels);
  }

  IdxPair withLabels(Bytes other) {
    return new IdxPair(images, other);
  }

  IdxPair zipped() throws IOException {
    return new IdxPair(images.zipped(), labels.zipped());
  }

  LabelledImages read() throws IOException {
    return Idx.read(
        new ByteArrayInputStream(images.copy()),
        "some-images",
        new ByteArrayInputStream(labels.copy()),
        "some-labels");
  }
}
