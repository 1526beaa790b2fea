package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.RandomImages;

/**
 * Any bytes are read as valid images or refused by a message that names the file. In a normal build
 * what the sources here give and what once failed (in {@code ImageFilesFuzzTestInputs}); {@code
 * scripts/fuzz} looks for more.
 */
class ImageFilesFuzzTest {

  private static final String NAME = "some-file";

  static Stream<byte[]> images() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int channels : new int[] {1, 3}) {
      byte[] pixels = new byte[5 * 4 * channels];
      new Random(channels).nextBytes(pixels);
      Picture picture = new Picture(5, 4, channels, pixels);
      for (String kind : List.of("png", "jpg", "bmp", "gif")) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture.toBufferedImage(), kind, out);
        files.add(out.toByteArray());
      }
    }
    return files.stream();
  }

  @MethodSource("images")
  @FuzzTest
  void image(byte[] file) {
    try {
      DecodedImage image = ImageFile.decode(file, NAME);
      Picture picture = image.overWhite();
      ImageShape shape = new ImageShape(picture.height(), picture.width(), picture.channels());
      assertThat(picture.pixels()).hasSize(shape.size());
      assertThat(image.opacity().pixels()).hasSize(shape.height() * shape.width());
    } catch (InvalidImagesException e) {
      assertThat(e).hasMessageContaining(NAME);
    }
  }

  /** Two files in one: the length of the labels' in two bytes, the labels, the images. */
  private static byte[] pair(byte[] images, byte[] labels) {
    return ByteBuffer.allocate(2 + labels.length + images.length)
        .putShort((short) labels.length)
        .put(labels)
        .put(images)
        .array();
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  static Stream<byte[]> idxPairs() throws IOException {
    List<byte[]> pairs = new ArrayList<>();
    for (int channels : new int[] {1, 3}) {
      IdxPair pair = IdxPair.of(RandomImages.of(new Random(1), 3, channels));
      byte[] images = pair.images().copy();
      byte[] labels = pair.labels().copy();
      pairs.add(pair(images, labels));
      pairs.add(pair(zipped(images), zipped(labels)));
    }
    return pairs.stream();
  }

  @MethodSource("idxPairs")
  @FuzzTest
  void idx(byte[] both) throws IOException {
    if (both.length < 2) {
      return;
    }
    int length = Math.min(both.length - 2, ((both[0] & 0xff) << 8) | (both[1] & 0xff));
    byte[] labels = Arrays.copyOfRange(both, 2, 2 + length);
    byte[] images = Arrays.copyOfRange(both, 2 + length, both.length);
    Optional<LabelledImages> whole = Optional.empty();
    try {
      whole =
          Optional.of(
              Idx.read(
                  new ByteArrayInputStream(images), NAME, new ByteArrayInputStream(labels), NAME));
    } catch (InvalidImagesException e) {
      assertThat(e).hasMessageContaining(NAME);
    }
    try {
      IdxReader reader =
          new IdxReader(
              new ByteArrayInputStream(images), NAME, new ByteArrayInputStream(labels), NAME);
      byte[] image = new byte[reader.shape().size()];
      int count = 0;
      for (int label = reader.next(image); label >= 0; label = reader.next(image)) {
        if (whole.isPresent()) {
          assertThat(image).isEqualTo(whole.get().image(count));
          assertThat(label).isEqualTo(whole.get().label(count));
        }
        count++;
      }
      assertThat(count).isEqualTo(reader.count());
    } catch (InvalidImagesException e) {
      assertThat(e).hasMessageContaining(NAME);
      assertThat(whole).isEmpty();
    }
  }

  static Stream<byte[]> tables() throws IOException {
    String table = "label,p0,p1,p2,p3\n1,0,255,7.0,3\n\"2\", 1 ,2,3,4\r\n";
    String colours = "cat,1,2,3\ndog,4,5,6\n";
    byte[] plain = table.getBytes(StandardCharsets.UTF_8);
    return Stream.of(plain, zipped(plain), colours.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("tables")
  @FuzzTest
  void csv(byte[] file) throws IOException {
    try {
      CsvImages.hasLabels(new ByteArrayInputStream(file), NAME, Optional.empty());
      CsvImages csv = CsvImages.open(new ByteArrayInputStream(file), NAME, Optional.empty());
      boolean more = true;
      while (more) {
        more =
            csv.readNext(
                (pixels, shape, label, origin) -> {
                  assertThat(pixels).hasSize(shape.size());
                  assertThat(origin).startsWith(NAME + " line ");
                });
      }
    } catch (InvalidImagesException e) {
      assertThat(e).hasMessageContaining(NAME);
    }
  }
}
