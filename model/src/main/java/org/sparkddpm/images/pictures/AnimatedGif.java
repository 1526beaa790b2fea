package org.sparkddpm.images.pictures;

import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.Picture;

/**
 * Writes pictures one after the other as a GIF that plays for ever, all of them gray or all
 * coloured. All 256 gray values are kept; colours become the nearest of a fixed palette (6 levels
 * of red, green and blue each, and 40 grays). Not thread-safe.
 */
public final class AnimatedGif implements Closeable {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int TICK_MILLIS = 10;
  private static final int MAX_TICKS = 65_535;

  private final OutputStream out;
  private final ImageOutputStream output;
  private final ImageWriter writer;
  private final int delayMillis;
  private final int enlargement;
  private int frames;
  private int height;
  private int width;
  private int channels;
  private boolean closed;

  /**
   * Starts a GIF of frames in their own size.
   *
   * @param out closed by {@link #close()}
   * @param delayMillis how long a frame stays, 10..655350 ms, kept in steps of 10 ms
   */
  public AnimatedGif(OutputStream out, int delayMillis) throws IOException {
    this(out, delayMillis, 1);
  }

  /**
   * Starts a GIF.
   *
   * @param out closed by {@link #close()}
   * @param delayMillis how long a frame stays, 10..655350 ms, kept in steps of 10 ms
   * @param enlargement side of the square that each pixel becomes, at least 1
   */
  public AnimatedGif(OutputStream out, int delayMillis, int enlargement) throws IOException {
    checkDelay(delayMillis);
    if (enlargement < 1) {
      throw new IllegalArgumentException("enlargement " + enlargement + ": give at least 1");
    }
    this.out = out;
    this.delayMillis = delayMillis;
    this.enlargement = enlargement;
    writer = ImageIO.getImageWritersByFormatName("gif").next();
    output = new MemoryCacheImageOutputStream(out);
    writer.setOutput(output);
    writer.prepareWriteSequence(null);
  }

  private static void checkDelay(int millis) {
    if (millis < TICK_MILLIS || millis > TICK_MILLIS * MAX_TICKS) {
      throw new IllegalArgumentException(
          "GIF delay of " + millis + " ms: give 10 to " + TICK_MILLIS * MAX_TICKS);
    }
  }

  /** Adds a frame of the size and channels of the first. */
  public void add(Picture frame) throws IOException {
    add(frame, delayMillis);
  }

  /** Adds a frame that stays for a time of its own, such as a last one to look at. */
  public void add(Picture frame, int millis) throws IOException {
    checkDelay(millis);
    if (frames == 0) {
      height = frame.height();
      width = frame.width();
      channels = frame.channels();
    } else if (frame.height() != height || frame.width() != width) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "GIF frame %d is %dx%d, but the first is %dx%d: give frames of one size",
              frames,
              frame.width(),
              frame.height(),
              width,
              height));
    }
    if (frame.channels() != channels) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "GIF frame %d has %d channels, but the first has %d: give frames that are all gray or"
                  + " all coloured",
              frames,
              frame.channels(),
              channels));
    }
    BufferedImage picture = Palette.paint(frame.enlarged(enlargement));
    writer.writeToSequence(new IIOImage(picture, null, metadata(picture, millis)), null);
    frames++;
  }

  private IIOMetadata metadata(BufferedImage picture, int millis) throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(millis / TICK_MILLIS));
    control.setAttribute("transparentColorIndex", "0");
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(control);
    if (frames == 0) {
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      // Block 1 of this extension is the number of repetitions, two bytes; 0 means for ever.
      loop.setUserObject(new byte[] {1, 0, 0});
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(loop);
      root.appendChild(extensions);
    }
    metadata.mergeTree(FORMAT, root);
    return metadata;
  }

  /**
   * Ends the GIF and closes the stream.
   *
   * @throws IllegalStateException if no frame was added
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      if (frames == 0) {
        throw new IllegalStateException("a GIF without frames: add at least one");
      }
      writer.endWriteSequence();
      output.close();
    } finally {
      writer.dispose();
    }
  }
}
