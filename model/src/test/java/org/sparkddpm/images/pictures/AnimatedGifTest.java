package org.sparkddpm.images.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.GrayImage;
import org.sparkddpm.images.InvalidImagesException;

class AnimatedGifTest {
  private static List<GrayImage> frames(int count) {
    Random random = new Random(1);
    List<GrayImage> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[20 * 30];
      random.nextBytes(pixels);
      frames.add(new GrayImage(20, 30, pixels));
    }
    return frames;
  }

  private static byte[] gif(List<GrayImage> frames, int enlargement) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AnimatedGif gif = new AnimatedGif(out, 80, enlargement)) {
      for (GrayImage frame : frames.subList(0, frames.size() - 1)) {
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
    List<GrayImage> frames = frames(5);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(gif(frames, 2))), false, false);
    assertThat(reader.getNumImages(true)).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      BufferedImage picture = reader.read(i);
      GrayImage expected = frames.get(i).enlarged(2);
      assertThat(picture.getWidth()).isEqualTo(60);
      assertThat(picture.getHeight()).isEqualTo(40);
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 60; x++) {
          assertThat(picture.getRGB(x, y)).isEqualTo(0xff000000 | expected.at(y, x) * 0x010101);
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
  void sameFramesGiveSameBytes() throws IOException {
    assertThat(gif(frames(3), 1)).isEqualTo(gif(frames(3), 1)).startsWith('G', 'I', 'F');
  }

  @Test
  void refusesMixedSizes() throws IOException {
    try (AnimatedGif gif = new AnimatedGif(new ByteArrayOutputStream(), 80)) {
      gif.add(new GrayImage(2, 3, new byte[6]));
      assertThatThrownBy(() -> gif.add(new GrayImage(3, 2, new byte[6])))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining("GIF frame 1 is 3x2, but the first is 2x3");
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
