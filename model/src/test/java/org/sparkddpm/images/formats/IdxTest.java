package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.RandomImages;
import org.sparkddpm.images.strokes.Strokes;

class IdxTest {
  @Test
  void readsWhatWasWritten() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      LabelledImages images = RandomImages.of(random, random.nextInt(1, 200));
      IdxPair pair = IdxPair.of(images);
      assertThat(pair.read()).isEqualTo(images);
      assertThat(pair.zipped().read()).isEqualTo(images);
      assertThat(pair.withLabels(pair.labels().zipped()).read()).isEqualTo(images);
    }
  }

  @Test
  void readsSetsLargerThanItsBuffers() throws IOException {
    LabelledImages images = Strokes.draw(0, 1000);
    assertThat(IdxPair.of(images).zipped().read()).isEqualTo(images);
  }

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    LabelledImages images =
        new LabelledImages(
            ImageShape.gray(1, 2), 256, new byte[] {1, 2, 3, (byte) 254}, new int[] {7, 255});
    IdxPair pair = IdxPair.of(images);
    assertThat(pair.images().copy())
        .containsExactly(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 254);
    assertThat(pair.labels().copy()).containsExactly(0, 0, 8, 1, 0, 0, 0, 2, 7, 255);
  }

  @Test
  void writesAFourthDimensionForColours() throws IOException {
    byte[] pixels = {1, 2, 3, 4, 5, (byte) 254};
    LabelledImages images = new LabelledImages(ImageShape.colour(2, 1), 1, pixels, new int[] {0});
    IdxPair pair = IdxPair.of(images);
    assertThat(pair.images().copy())
        .containsExactly(
            0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 254);
    assertThat(pair.read()).isEqualTo(images);
  }

  @Test
  void readsFiles(@TempDir Path folder) throws IOException {
    LabelledImages images = Strokes.draw(0, 10);
    Path pixels = folder.resolve("pixels");
    Path labels = folder.resolve("labels");
    Files.write(pixels, IdxPair.of(images).images().zipped().copy());
    Files.write(labels, IdxPair.of(images).labels().copy());
    assertThat(Idx.read(pixels, labels)).isEqualTo(images);
  }

  @Test
  void leavesStreamsOpenThatItDidNotOpen() throws IOException {
    IdxPair pair = IdxPair.of(Strokes.draw(0, 10)).zipped();
    InputStream images = new NeverClosed(pair.images().copy());
    InputStream labels = new NeverClosed(pair.labels().copy());
    assertThat(Idx.read(images, "images", labels, "labels").size()).isEqualTo(10);
  }

  @Test
  void aFailingDiskIsNotABadFile() throws IOException {
    IdxPair pair = IdxPair.of(Strokes.draw(0, 10));
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk on fire");
          }

          @Override
          public int read(byte[] out, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream labels = new ByteArrayInputStream(pair.labels().copy());
    assertThatThrownBy(() -> Idx.read(failing, "images", labels, "labels"))
        .isInstanceOf(IOException.class)
        .hasMessage("disk on fire");
  }

  @Test
  void refusesToWriteLabelsThatDoNotFit() {
    LabelledImages images =
        new LabelledImages(ImageShape.gray(1, 1), 300, new byte[2], new int[] {0, 256});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> Idx.writeLabels(out, images))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("label 256 of image 1 does not fit in an IDX file (0..255)");
    assertThat(out.size()).isZero();
  }

  private static final class NeverClosed extends ByteArrayInputStream {
    NeverClosed(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void close() {
      throw new AssertionError("closed");
    }
  }
}
