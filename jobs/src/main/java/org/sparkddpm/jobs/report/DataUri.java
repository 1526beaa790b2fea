package org.sparkddpm.jobs.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;

/** Pictures as texts that a page holds (RFC 2397). */
public final class DataUri {

  private static final String PNG = "data:image/png;base64,";

  private DataUri() {}

  /** A picture as PNG. */
  public static String of(Picture picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Png.write(bytes, picture);
    } catch (IOException e) {
      throw new UncheckedIOException("memory took no picture", e);
    }
    return ofPng(bytes.toByteArray());
  }

  /** The bytes of a PNG file. */
  public static String ofPng(byte[] file) {
    return PNG + Base64.getEncoder().encodeToString(file);
  }
}
