package org.sparkddpm.images.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

/** PNG files of one image each, gray or in red, green and blue. */
public final class Png {
  private Png() {}

  /**
   * Reads a PNG file of any colour type: those of gray as one channel, those of colours, a palette
   * among them, as red, green and blue, whatever colours the pixels have. 8 bits come as they are,
   * of 16 bits the upper byte; transparent pixels over white. Does not close the stream.
   *
   * @param name what to call the file in messages
   * @throws InvalidImagesException if this is no PNG file, it is damaged, or larger than {@link
   *     ImageShape#MAX_SIDE} on a side
   * @throws IOException if reading fails for a reason outside the file
   */
  public static Picture read(InputStream in, String name) throws IOException {
    return ImageFile.decode(ImageKind.PNG, ImageFile.bytes(in, name), name).overWhite();
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
