package org.sparkddpm.images.formats;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparkddpm.images.GrayImage;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** PNG files of one gray image each. */
public final class Png {
  private static final int LONGEST_FILE = 64 << 20;

  private Png() {}

  /**
   * Reads a PNG file of any colour type. Gray of 8 bits comes as it is, of 16 bits as its upper
   * byte; colours as their brightness (ITU-R BT.601); transparent pixels over black. Does not close
   * the stream.
   *
   * @param name what to call the file in messages
   * @throws InvalidImagesException if this is no PNG file, it is damaged, or larger than {@link
   *     LabelledImages#MAX_SIDE} on a side
   * @throws IOException if reading fails for a reason outside the file
   */
  public static GrayImage read(InputStream in, String name) throws IOException {
    // All bytes first: what fails after this is the file's fault and not the disk's or network's.
    byte[] file = in.readNBytes(LONGEST_FILE + 1);
    if (file.length > LONGEST_FILE) {
      throw new InvalidImagesException(
          name + ": is longer than " + LONGEST_FILE + " bytes: give a smaller image");
    }
    PngChunks.check(file, name);
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input, true, true);
      return gray(reader.read(0));
    } catch (IOException | RuntimeException e) {
      throw new InvalidImagesException(
          String.format(
              "%s: damaged PNG file of %d bytes (%s): fetch or write it again",
              name, file.length, e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static GrayImage gray(BufferedImage picture) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    byte[] pixels = new byte[height * width];
    Raster raster = picture.getRaster();
    int type = picture.getType();
    boolean wide = type == BufferedImage.TYPE_USHORT_GRAY;
    // The JDK's own conversion of gray to RGB changes the values (it applies a gamma curve).
    boolean direct = wide || type == BufferedImage.TYPE_BYTE_GRAY;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value;
        if (direct) {
          value = raster.getSample(x, y, 0) >> (wide ? 8 : 0);
        } else if (raster.getNumBands() == 2) {
          int shift = raster.getSampleModel().getSampleSize(0) - 8;
          value = over(raster.getSample(x, y, 0) >> shift, raster.getSample(x, y, 1) >> shift);
        } else {
          value = brightness(picture.getRGB(x, y));
        }
        pixels[y * width + x] = (byte) value;
      }
    }
    return GrayImage.owning(height, width, pixels);
  }

  private static int brightness(int argb) {
    int red = argb >> 16 & 0xff;
    int green = argb >> 8 & 0xff;
    int blue = argb & 0xff;
    return over((299 * red + 587 * green + 114 * blue + 500) / 1000, argb >>> 24);
  }

  private static int over(int value, int alpha) {
    return (value * alpha + 127) / 255;
  }

  /** Writes an 8-bit gray PNG file; the same image gives the same bytes. Leaves the stream open. */
  public static void write(OutputStream out, GrayImage image) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    ImageWriter writer = writers.next();
    try (var output = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(output);
      writer.write(image.toBufferedImage());
    } finally {
      writer.dispose();
    }
    out.flush();
  }
}
