package org.sparkddpm.images.formats;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kinds of image files, those that are read and those that are known in order to be refused. */
public enum ImageKind {
  PNG("PNG", "png"),
  JPEG("JPEG", "jpg jpeg jpe jfif"),
  BMP("BMP", "bmp dib"),
  GIF("GIF", "gif"),
  WEBP("WebP", "webp"),
  TIFF("TIFF", "tif tiff"),
  AVIF("AVIF", "avif"),
  HEIF("HEIF", "heic heif"),
  JPEG_2000("JPEG 2000", "jp2 j2k"),
  JPEG_XL("JPEG XL", "jxl"),
  NETPBM("Netpbm", "pbm pgm ppm pnm"),
  TGA("TGA", "tga"),
  ICO("icon", "ico"),
  SVG("SVG", "svg");

  private static final List<ImageKind> READ = List.of(PNG, JPEG, BMP, GIF);

  private final String title;
  private final String suffixes;

  ImageKind(String title, String suffixes) {
    this.title = title;
    this.suffixes = suffixes;
  }

  /** Whether {@link ImageFile} reads files of this kind. */
  public boolean isRead() {
    return READ.contains(this);
  }

  /** The kinds that are read, for messages: {@code PNG, JPEG, BMP, GIF}. */
  public static String readable() {
    return String.join(", ", READ.stream().map(ImageKind::toString).toList());
  }

  /** The kind that a file's name ends in, in capitals or not; empty if it is no image file's. */
  public static Optional<ImageKind> byName(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(
            kind -> name.indexOf('.') >= 0 && List.of(kind.suffixes.split(" ")).contains(suffix))
        .findFirst();
  }

  /**
   * The kind that a file's first bytes tell, whatever its name is; empty if they tell none.
   *
   * @param file its bytes, or at least the first 12 of them
   */
  public static Optional<ImageKind> byContent(byte[] file) {
    if (starts(file, 0, 0x89, 'P', 'N', 'G')) {
      return Optional.of(PNG);
    }
    if (starts(file, 0, 0xff, 0xd8, 0xff)) {
      return Optional.of(JPEG);
    }
    if (starts(file, 0, 'B', 'M')) {
      return Optional.of(BMP);
    }
    if (starts(file, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    if (starts(file, 0, 'R', 'I', 'F', 'F') && starts(file, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (starts(file, 0, 'I', 'I', 42, 0) || starts(file, 0, 'M', 'M', 0, 42)) {
      return Optional.of(TIFF);
    }
    if (starts(file, 4, 'f', 't', 'y', 'p')) {
      return Optional.of(starts(file, 8, 'a', 'v', 'i', 'f') ? AVIF : HEIF);
    }
    return Optional.empty();
  }

  private static boolean starts(byte[] file, int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (at + i >= file.length || (file[at + i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The kind's usual name. */
  @Override
  public String toString() {
    return title;
  }
}
