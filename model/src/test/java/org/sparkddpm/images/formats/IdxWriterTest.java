package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.RandomImages;
import org.sparkddpm.images.strokes.Strokes;

class IdxWriterTest {
  private final Output images = new Output();
  private final Output labels = new Output();

  @Test
  void streamsWhatIdxReads() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      LabelledImages set = RandomImages.of(random, random.nextInt(1, 100));
      images.reset();
      labels.reset();
      write(set);
      assertThat(read()).isEqualTo(set);
      assertThat(images.closed).isTrue();
      assertThat(labels.closed).isTrue();
    }
  }

  @Test
  void sameImagesGiveSameBytesWithoutTimeOrName() throws IOException {
    LabelledImages set = Strokes.draw(0, 50);
    write(set);
    byte[] first = images.toByteArray();
    images.reset();
    write(set);
    assertThat(images.toByteArray()).isEqualTo(first);
    assertThat(first).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }

  @Test
  void refusesToCloseWithTooFew() throws IOException {
    IdxWriter writer = new IdxWriter(images, labels, 3, ImageShape.gray(1, 2));
    writer.add(new byte[2], 0);
    assertThatThrownBy(writer::close)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("only 1 of the 3 images")
        .hasMessageContaining("delete the files");
    assertThat(images.closed).isTrue();
    assertThat(labels.closed).isTrue();
    assertThatThrownBy(this::read).isInstanceOf(InvalidImagesException.class);
    writer.close();
  }

  @Test
  void refusesMoreThanPromised() throws IOException {
    try (IdxWriter writer = new IdxWriter(images, labels, 1, ImageShape.gray(1, 2))) {
      writer.add(new byte[2], 0);
      assertThatThrownBy(() -> writer.add(new byte[2], 0))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("promises 1 images");
    }
    assertThat(read().size()).isEqualTo(1);
  }

  @Test
  void refusesWhatTheFormatCannotHold() throws IOException {
    try (IdxWriter writer = new IdxWriter(images, labels, 1, ImageShape.gray(1, 2))) {
      assertThatThrownBy(() -> writer.add(new byte[3], 0))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("image 0 has 3 bytes, but one of 2x1 has 2");
      assertThatThrownBy(() -> writer.add(new byte[2], 256))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("label 256 of image 0 does not fit");
      writer.add(new byte[2], 255);
    }
    assertThat(read().label(0)).isEqualTo(255);
    assertThatThrownBy(() -> new IdxWriter(images, labels, 0, ImageShape.gray(1, 2)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("0 images");
  }

  private void write(LabelledImages set) throws IOException {
    try (IdxWriter writer = new IdxWriter(images, labels, set.size(), set.shape())) {
      for (int i = 0; i < set.size(); i++) {
        writer.add(set.image(i), set.label(i));
      }
    }
  }

  private LabelledImages read() throws IOException {
    return Idx.read(
        new ByteArrayInputStream(images.toByteArray()),
        "images",
        new ByteArrayInputStream(labels.toByteArray()),
        "labels");
  }

  private static final class Output extends ByteArrayOutputStream {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }
}
