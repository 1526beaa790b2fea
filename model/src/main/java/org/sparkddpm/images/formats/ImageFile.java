package org.sparkddpm.images.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Files of one image each, read by their content whatever their name says: PNG, JPEG, BMP and GIF.
 *
 * <p>Gray files have one channel, all others red, green and blue, whatever colours their pixels
 * show; a BMP or GIF is gray if all colours of its palette are. 8 bits come as they are, of 16 bits
 * the upper byte. A JPEG is turned as its Exif says; a GIF's image lies in its place on the file's
 * screen, which is transparent otherwise. Profiles of colours and gamma are not heeded.
 */
public final class ImageFile {
  private static final int LONGEST_FILE = 64 << 20;
  private static final int BMP_COMPRESSION = 30;
  private static final int BMP_OF_JPEG = 4;
  private static final int BMP_OF_PNG = 5;

  private ImageFile() {}

  /**
   * Reads a file. Does not close the stream.
   *
   * @param name what to call the file in messages
   * @throws InvalidImagesException if it is no image file, of a kind that is not read, damaged, of
   *     several images, or larger than {@link ImageShape#MAX_SIDE} on a side
   * @throws IOException if reading fails for a reason outside the file
   */
  public static DecodedImage read(InputStream in, String name) throws IOException {
    return decode(bytes(in, name), name);
  }

  /** All bytes first: what fails after this is the file's fault and not the disk's or network's. */
  static byte[] bytes(InputStream in, String name) throws IOException {
    byte[] file = in.readNBytes(LONGEST_FILE + 1);
    if (file.length > LONGEST_FILE) {
      throw new InvalidImagesException(
          name + ": is longer than " + LONGEST_FILE + " bytes: give a smaller image");
    }
    return file;
  }

  /**
   * As {@link #read}, from bytes at hand.
   *
   * @throws InvalidImagesException as {@link #read}
   */
  public static DecodedImage decode(byte[] file, String name) {
    ImageKind kind =
        ImageKind.byContent(file)
            .orElseThrow(
                () ->
                    new InvalidImagesException(
                        "%s: does not start as an image file at offset 0: convert it to PNG, or take it away"
                            .formatted(name)));
    if (!kind.isRead()) {
      throw unread(kind, name);
    }
    return decode(kind, file, name);
  }

  /**
   * What to say of a file of a kind that is known and not read.
   *
   * @param kind one for which {@link ImageKind#isRead} is false
   */
  public static InvalidImagesException unread(ImageKind kind, String name) {
    return new InvalidImagesException(
        "%s: %s is not read, of image files only %s are: convert it to PNG (by ImageMagick: mogrify -format png FILE) and take it away"
            .formatted(name, kind, ImageKind.readable()));
  }

  static DecodedImage decode(ImageKind kind, byte[] file, String name) {
    return switch (kind) {
      case PNG -> {
        PngChunks.check(file, name);
        yield decodeChecked(kind, PngChunks.forReader(file), name);
      }
      case JPEG -> {
        ExifOrientation orientation = JpegSegments.check(file, name);
        yield decodeChecked(kind, file, name).turned(orientation);
      }
      case GIF -> {
        GifBlocks.Place place = GifBlocks.check(file, name);
        checkSize(place.screenWidth(), place.screenHeight(), name);
        yield decodeChecked(kind, file, name).on(place);
      }
      case BMP -> {
        refuseEmbedded(file, name);
        yield decodeChecked(kind, file, name);
      }
      default -> throw unread(kind, name);
    };
  }

  /** A BMP may hold a JPEG or a PNG, which has a size of its own and none of our checks. */
  private static void refuseEmbedded(byte[] file, String name) {
    int compression =
        file.length < BMP_COMPRESSION + Integer.BYTES
            ? 0
            : ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_COMPRESSION);
    if (compression == BMP_OF_JPEG || compression == BMP_OF_PNG) {
      throw new InvalidImagesException(
          "%s: is a BMP around a %s file: write it as a plain BMP, or convert it to PNG"
              .formatted(name, compression == BMP_OF_JPEG ? ImageKind.JPEG : ImageKind.PNG));
    }
  }

  private static DecodedImage decodeChecked(ImageKind kind, byte[] file, String name) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(kind.toString()).next();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0), name);
      var read = reader.read(0);
      Optional<String> damage =
          warnings.stream()
              .filter(text -> text.contains("Premature end") || text.contains("Corrupt"))
              .findFirst();
      if (damage.isPresent()) {
        throw new IOException(damage.get());
      }
      int colours = DecodedPixels.colours(read);
      return kind == ImageKind.PNG
          ? DecodedPixels.of(
              kind, read, PngChunks.channels(file), PngChunks.colours(file).orElse(colours))
          : DecodedPixels.of(kind, read, DecodedPixels.channels(read), colours);
    } catch (InvalidImagesException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: damaged %s file of %d bytes, or of a kind of it that is not read (%s): fetch or"
                  + " write it again, or convert it to PNG",
              name,
              kind,
              file.length,
              e.getMessage()),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkSize(int width, int height, String name) {
    int most = ImageShape.MAX_SIDE;
    if (width < 1 || height < 1 || width > most || height > most) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: height %d and width %d are not both in 1..%d pixels: scale the image",
              name,
              height,
              width,
              most));
    }
  }
}
