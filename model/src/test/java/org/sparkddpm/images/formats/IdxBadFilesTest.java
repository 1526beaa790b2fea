package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.RandomImages;
import org.sparkddpm.images.strokes.Strokes;

/** Each way in which a pair of files can be bad, and what the message tells its owner. */
class IdxBadFilesTest {
  private static final long MOST_AT_ONCE =
      Math.min(LabelledImages.MAX_PIXELS, Runtime.getRuntime().maxMemory() / 4);

  /** Ten images of 28x28: 7856 bytes of images, 18 of labels. */
  private IdxPair good;

  @BeforeEach
  void write() throws IOException {
    good = IdxPair.of(Strokes.draw(0, 10));
  }

  private static void assertRefused(IdxPair bad, String... parts) {
    assertThatThrownBy(bad::read)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void wrongMagic() {
    assertRefused(
        good.withImages(good.images().withInt(0, 0x00000d03)),
        "some-images: magic number 0x00000d03 at offset 0 is not that of IDX images (0x00000803)",
        "give an IDX file of unsigned bytes");
    assertRefused(
        good.withLabels(good.labels().with(0, 'P')),
        "some-labels: magic number 0x50000801 at offset 0");
  }

  @Test
  void bytesInOtherDimensionsAreNoImages() {
    for (int dimensions : new int[] {0, 2, 5, 255}) {
      assertRefused(
          good.withImages(good.images().with(3, dimensions)),
          String.format(
              Locale.ROOT, "some-images: magic number 0x%08x at offset 0", 0x800 + dimensions),
          "[images, height, width] for gray",
          "[images, height, width, 3] for red, green and blue");
    }
  }

  @Test
  void coloursThatAreNotTheLastDimension() throws IOException {
    IdxPair coloured = IdxPair.of(RandomImages.of(new Random(1), 5, 3));
    for (int last : new int[] {0, 1, 4, 28, -1}) {
      assertRefused(
          coloured.withImages(coloured.images().withInt(16, last)),
          "some-images: last dimension " + (last & 0xffffffffL) + " in the header at offset 16",
          "is not 3: write coloured images as [images, height, width, 3]",
          "gray ones as [images, height, width]");
    }
    assertRefused(
        coloured.withImages(coloured.images().cutTo(18)),
        "some-images: ends at offset 18, inside the channels");
  }

  @Test
  void grayImagesThatSayTheyHaveColours() {
    // The first pixels, black, are taken for the fourth dimension.
    assertRefused(
        good.withImages(good.images().with(3, 4)), "some-images: last dimension 0 in the header");
  }

  @Test
  void truncatedColours() throws IOException {
    LabelledImages images = RandomImages.of(new Random(1), 5, 3);
    IdxPair coloured = IdxPair.of(images);
    int cut = 20 + 3 * images.imageSize() + 1;
    assertRefused(
        coloured.withImages(coloured.images().cutTo(cut)),
        "some-images: ends at offset " + cut + ", in item 3 of the 5 images");
    assertRefused(
        coloured.withImages(coloured.images().append(7)),
        "some-images: bytes follow the last of the images at offset " + coloured.images().length());
    assertRefused(
        coloured
            .withImages(coloured.images().withInt(4, Integer.MAX_VALUE))
            .withLabels(coloured.labels().withInt(4, Integer.MAX_VALUE)),
        "some-images: 2147483647 images of "
            + images.shape()
            + " in the header at offset 4 are more");
  }

  @Test
  void swappedFiles() {
    assertRefused(
        new IdxPair(good.labels(), good.images()),
        "some-images: magic number 0x00000801",
        "this is a file of labels; swap the two files");
    assertRefused(
        good.withLabels(good.images().with(3, 4)),
        "some-labels: magic number 0x00000804",
        "this is a file of images; swap the two files");
  }

  @Test
  void truncatedGzip() throws IOException {
    IdxPair zipped = good.zipped();
    int half = zipped.images().length() / 2;
    assertRefused(
        zipped.withImages(zipped.images().cutTo(half)),
        "some-images: the gzip data ends too early, after " + half + " bytes",
        "fetch it again");
    assertRefused(
        zipped.withLabels(zipped.labels().cutTo(zipped.labels().length() - 1)),
        "some-labels: the gzip data ends too early");
    assertRefused(
        zipped.withLabels(zipped.labels().cutTo(5)),
        "some-labels: the gzip data ends too early, after 5 bytes");
  }

  @Test
  void damagedGzip() throws IOException {
    IdxPair zipped = good.zipped();
    int length = zipped.images().length();
    assertRefused(
        zipped.withImages(zipped.images().withInt(length - 8, 42)),
        "some-images: the checksum of the data is wrong, near offset " + length,
        "the file is damaged, fetch it again");
    assertRefused(
        zipped.withLabels(zipped.labels().with(10, 0xff)),
        "some-labels: the compressed data is not valid");
    assertRefused(zipped.withLabels(zipped.labels().with(2, 7)), "some-labels: no gzip header");
  }

  @Test
  void truncatedData() {
    assertRefused(
        good.withImages(good.images().cutTo(5000)),
        "some-images: ends at offset 5000, in item 6 of the 10 images that its header promises",
        "the file is cut off, fetch it again");
    assertRefused(
        good.withLabels(good.labels().cutTo(17)),
        "some-labels: ends at offset 17, in item 9 of the 10 labels");
    assertRefused(
        good.withImages(good.images().cutTo(14)),
        "some-images: ends at offset 14, inside the width");
    assertRefused(
        good.withLabels(good.labels().cutTo(0)),
        "some-labels: ends at offset 0, inside the magic number");
  }

  @Test
  void truncatedInsideWholeGzip() throws IOException {
    assertRefused(
        good.withImages(good.images().cutTo(5000).zipped()),
        "some-images: ends at offset 5000, in item 6 of the 10 images");
  }

  @Test
  void differentCounts() throws IOException {
    assertRefused(
        good.withLabels(IdxPair.of(Strokes.draw(0, 11)).labels()),
        "some-labels: 11 labels (header at offset 4), but some-images has 10 images",
        "give the two files of one data set");
  }

  @Test
  void empty() {
    assertRefused(
        good.withImages(good.images().withInt(4, 0)),
        "some-images: the header at offset 4 says that there are no images",
        "at least one");
    assertRefused(
        good.withLabels(good.labels().withInt(4, 0)),
        "some-labels: the header at offset 4 says that there are no labels");
  }

  @Test
  void trailingGarbage() throws IOException {
    assertRefused(
        good.withImages(good.images().append(1)),
        "some-images: bytes follow the last of the images at offset 7856",
        "write the file again");
    assertRefused(
        good.withLabels(good.labels().append(0, 0).zipped()),
        "some-labels: bytes follow the last of the labels at offset 18");
  }

  @Test
  void trailingGarbageBehindGzip() throws IOException {
    IdxPair zipped = good.zipped();
    for (int[] garbage : new int[][] {{0}, {1, 2, 3}, new int[100], new int[100_000]}) {
      assertRefused(
          zipped.withImages(zipped.images().append(garbage)),
          "some-images: bytes that are not gzip data follow the data at offset "
              + zipped.images().length(),
          "cut them off");
    }
  }

  @Test
  void gzipInTwoMembersIsNoFault() throws IOException {
    byte[] plain = good.images().copy();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int half = 0; half < 2; half++) {
      GZIPOutputStream gzip = new GZIPOutputStream(out);
      gzip.write(plain, half * plain.length / 2, plain.length / 2);
      gzip.finish();
    }
    assertThat(good.withImages(new IdxPair.Bytes(out.toByteArray())).read()).isEqualTo(good.read());
  }

  @Test
  void gzipHeaderWithAllItsOptionalPartsIsNoFault() throws IOException {
    byte[] plain = good.labels().zipped().copy();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 3);
    out.write(2 + 4 + 8 + 16);
    out.write(plain, 4, 6);
    out.write(new byte[] {2, 0, 9, 9, 'n', 'a', 0, 'c', 0, 1, 2});
    out.write(plain, 10, plain.length - 10);
    assertThat(good.withLabels(new IdxPair.Bytes(out.toByteArray())).read()).isEqualTo(good.read());
  }

  @Test
  void zeroOrAbsurdSides() {
    assertRefused(
        good.withImages(good.images().withInt(8, 0)),
        "some-images: height 0 in the header at offset 8 is not in 1..4096 pixels");
    assertRefused(
        good.withImages(good.images().withInt(12, 0)), "some-images: width 0", "at offset 12");
    assertRefused(good.withImages(good.images().withInt(8, -1)), "some-images: height 4294967295");
    assertRefused(
        good.withImages(good.images().withInt(12, 1 << 30)), "some-images: width 1073741824");
  }

  @Test
  void absurdCounts() {
    assertRefused(
        good.withImages(good.images().withInt(4, 0xff00_0000))
            .withLabels(good.labels().withInt(4, 0xff00_0000)),
        "some-images: 4278190080 images of 28x28 in the header at offset 4 are more than",
        "split the file");
  }

  /** All pixels of a file may be there, of 2 GB in 2 MB where it is zipped. */
  @Test
  void moreThanAQuarterOfTheMemoryIsRefusedByTheHeader() {
    int count = (int) (MOST_AT_ONCE / (28 * 28 + 5)) + 1;
    assertRefused(
        good.withImages(good.images().withInt(4, count))
            .withLabels(good.labels().withInt(4, count)),
        "some-images: " + count + " images of 28x28 in the header at offset 4 are more than",
        MOST_AT_ONCE + " bytes that can be read at once here",
        "give the process more memory");
  }

  @Test
  void headersThatPromiseGigabytesCostNoMemory() {
    int count = (int) (MOST_AT_ONCE / (28 * 28 + 5));
    IdxPair bad = new IdxPair(good.images().withInt(4, count), good.labels().withInt(4, count));
    long before = Allocation.ofThisThread();
    assertRefused(bad, "some-labels: ends at offset 18, in item 10 of the " + count + " labels");
    IdxPair worse = bad.withLabels(good.labels().withInt(4, count).append(new int[count - 10]));
    long middle = Allocation.ofThisThread();
    assertRefused(
        worse, "some-images: ends at offset 7856, in item 10 of the " + count + " images");
    assertThat(middle - before).isLessThan(50L << 20);
    assertThat(Allocation.ofThisThread() - middle).isLessThan(50L << 20);
  }
}
