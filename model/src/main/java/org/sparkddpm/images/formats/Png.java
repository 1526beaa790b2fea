package org.sparkddpm.images.formats;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

/** PNG files of one image each, gray or in red, green and blue. */
public final class Png {
  private static final int LONGEST_FILE = 64 << 20;

  private Png() {}

  /**
   * Reads a PNG file of any colour type: those of gray as one channel, those of colours, a palette
   * among them, as red, green and blue, whatever colours the pixels have. 8 bits come as they are,
   * of 16 bits the upper byte; transparent pixels over black. Does not close the stream.
   *
   * @param name what to call the file in messages
   * @throws InvalidImagesException if this is no PNG file, it is damaged, or larger than {@link
   *     ImageShape#MAX_SIDE} on a side
   * @throws IOException if reading fails for a reason outside the file
   */
  public static Picture read(InputStream in, String name) throws IOException {
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
      return picture(reader.read(0), PngChunks.channels(file));
    } catch (IOException | RuntimeException e) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: damaged PNG file of %d bytes (%s): fetch or write it again",
              name,
              file.length,
              e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static Picture picture(BufferedImage read, int channels) {
    int height = read.getHeight();
    int width = read.getWidth();
    byte[] pixels = new byte[height * width * channels];
    boolean indexed = read.getColorModel() instanceof IndexColorModel;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * channels;
        if (indexed) {
          fromPalette(read.getRGB(x, y), pixels, at, channels);
        } else {
          fromSamples(read.getRaster(), x, y, pixels, at, channels);
        }
      }
    }
    return Picture.owning(height, width, channels, pixels);
  }

  /** Gray of fewer than 8 bits comes with a palette too, of equal red, green and blue. */
  private static void fromPalette(int argb, byte[] pixels, int at, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      pixels[at + channel] = over(argb >> (16 - 8 * channel) & 0xff, argb >>> 24);
    }
  }

  /** The samples as they are: the JDK's own conversion of gray to RGB applies a gamma curve. */
  private static void fromSamples(
      Raster raster, int x, int y, byte[] pixels, int at, int channels) {
    int bands = raster.getNumBands();
    int shift = raster.getSampleModel().getSampleSize(0) - 8;
    int alpha = bands % 2 == 0 ? raster.getSample(x, y, bands - 1) >> shift : 255;
    for (int channel = 0; channel < channels; channel++) {
      pixels[at + channel] = over(raster.getSample(x, y, channel) >> shift, alpha);
    }
  }

  private static byte over(int value, int alpha) {
    return (byte) ((value * alpha + 127) / 255);
  }

  /**
   * Writes a PNG file of 8 bits per channel, gray or RGB; the same image gives the same bytes.
   * Leaves the stream open.
   */
  public static void write(OutputStream out, Picture image) throws IOException {
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
