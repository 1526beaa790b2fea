package org.sparkddpm.images.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

class AnimatedGifTest {
  private static List<Picture> frames(int count) {
    Random random = new Random(1);
    List<Picture> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[20 * 30];
      random.nextBytes(pixels);
      frames.add(new Picture(20, 30, 1, pixels));
    }
    return frames;
  }

  private static byte[] gif(List<Picture> frames, int enlargement) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AnimatedGif gif = new AnimatedGif(out, 80, enlargement)) {
      for (Picture frame : frames.subList(0, frames.size() - 1)) {
        gif.add(frame);
      }
      gif.add(frames.get(frames.size() - 1), 2000);
    }
    return out.toByteArray();
  }

  private static IIOMetadataNode child(IIOMetadataNode node, String name) {
    return (IIOMetadataNode) node.getElementsByTagName(name).item(0);
  }

  @Test
  void everyGrayOfEveryFrameIsKept() throws IOException {
    List<Picture> frames = frames(5);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(gif(frames, 2))), false, false);
    assertThat(reader.getNumImages(true)).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      BufferedImage picture = reader.read(i);
      Picture expected = frames.get(i).enlarged(2);
      assertThat(picture.getWidth()).isEqualTo(60);
      assertThat(picture.getHeight()).isEqualTo(40);
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 60; x++) {
          assertThat(picture.getRGB(x, y)).isEqualTo(0xff000000 | expected.at(y, x, 0) * 0x010101);
        }
      }
      IIOMetadataNode tree =
          (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
      assertThat(child(tree, "GraphicControlExtension").getAttribute("delayTime"))
          .isEqualTo(i == 4 ? "200" : "8");
      if (i == 0) {
        IIOMetadataNode loop = child(tree, "ApplicationExtension");
        assertThat(loop.getAttribute("applicationID")).isEqualTo("NETSCAPE");
        assertThat((byte[]) loop.getUserObject()).containsExactly(1, 0, 0);
      }
    }
    reader.dispose();
  }

  @Test
  void coloursBecomeOnesNearThem() throws IOException {
    byte[] pixels = new byte[64 * 64 * 64 * 3];
    for (int i = 0; i < 64 * 64 * 64; i++) {
      // Every fourth value of each channel, with the brightest.
      pixels[3 * i] = (byte) (i / 4096 * 255 / 63);
      pixels[3 * i + 1] = (byte) (i / 64 % 64 * 255 / 63);
      pixels[3 * i + 2] = (byte) (i % 64 * 255 / 63);
    }
    Picture all = new Picture(512, 512, 3, pixels);
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(gif(List.of(all, all), 1)));
    for (int y = 0; y < 512; y++) {
      for (int x = 0; x < 512; x++) {
        int rgb = seen.getRGB(x, y);
        int[] wanted = {all.at(y, x, 0), all.at(y, x, 1), all.at(y, x, 2)};
        int[] found = {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
        int squares = 0;
        for (int channel = 0; channel < 3; channel++) {
          squares += (wanted[channel] - found[channel]) * (wanted[channel] - found[channel]);
        }
        assertThat(squares).as("distance at (%d, %d)", y, x).isLessThanOrEqualTo(3 * 26 * 26);
        if (wanted[0] == wanted[1] && wanted[1] == wanted[2]) {
          assertThat(Math.abs(wanted[0] - found[0])).as("gray %d", wanted[0]).isLessThan(7);
          assertThat(found).containsOnly(found[0]);
        }
        if (Arrays.stream(wanted).allMatch(value -> value % 51 == 0)) {
          assertThat(found).isEqualTo(wanted);
        }
      }
    }
    assertThat(gif(List.of(all, all), 1)).isEqualTo(gif(List.of(all, all), 1));
  }

  @Test
  void refusesGrayAmongColours() throws IOException {
    try (AnimatedGif gif = new AnimatedGif(new ByteArrayOutputStream(), 80)) {
      gif.add(new Picture(2, 3, 3, new byte[18]));
      assertThatThrownBy(() -> gif.add(new Picture(2, 3, 1, new byte[6])))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("GIF frame 1 has 1 channels, but the first has 3");
    }
  }

  @Test
  void sameFramesGiveSameBytes() throws IOException {
    assertThat(gif(frames(3), 1)).isEqualTo(gif(frames(3), 1)).startsWith('G', 'I', 'F');
  }

  @Test
  void refusesMixedSizes() throws IOException {
    try (AnimatedGif gif = new AnimatedGif(new ByteArrayOutputStream(), 80)) {
      gif.add(new Picture(2, 3, 1, new byte[6]));
      assertThatThrownBy(() -> gif.add(new Picture(3, 2, 1, new byte[6])))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("GIF frame 1 is 2x3, but the first is 3x2");
    }
  }

  @Test
  void refusesNoFramesAndImpossibleSettings() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnimatedGif gif = new AnimatedGif(out, 80);
    assertThatThrownBy(gif::close).hasMessageContaining("without frames");
    gif.close();
    assertThatThrownBy(() -> new AnimatedGif(out, 9)).hasMessageContaining("9 ms");
    assertThatThrownBy(() -> new AnimatedGif(out, 655_360)).hasMessageContaining("655360 ms");
    assertThatThrownBy(() -> new AnimatedGif(out, 80, 0)).hasMessageContaining("enlargement 0");
  }
}
