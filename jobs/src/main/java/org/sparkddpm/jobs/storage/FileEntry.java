package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a manifest says of a file's content.
 *
 * @param length in bytes
 * @param sha256 64 lower-case hexadecimal digits
 */
public record FileEntry(long length, String sha256) implements Serializable {

  private static final String LENGTH = "length";
  private static final String SHA256 = "sha256";

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if the length is negative or the digest is none
   */
  public FileEntry {
    if (length < 0) {
      throw new IllegalArgumentException("length " + length + " is not 0 or more");
    }
    if (!Sha256.looksLikeOne(sha256)) {
      throw new IllegalArgumentException("'" + sha256 + "' is no sha256");
    }
  }

  /** Of {@code length} bytes that have been fed to a digest, which starts anew. */
  static FileEntry of(long length, MessageDigest digest) {
    return new FileEntry(length, Sha256.hex(digest));
  }

  /**
   * Reads a file whole, without keeping it.
   *
   * @throws java.io.FileNotFoundException if it is not there
   * @throws IOException if it cannot be read
   */
  public static FileEntry read(FileSystem files, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (DigestInputStream in = new DigestInputStream(files.open(file), digest)) {
      return of(in.transferTo(OutputStream.nullOutputStream()), digest);
    }
  }

  /** Adds it to a manifest's list of files. */
  public void addTo(ObjectNode list, String name) {
    list.putObject(name).put(LENGTH, length).put(SHA256, sha256);
  }

  /** Adds it to a list of files that is written piece by piece. */
  public void writeTo(JsonGenerator list, String name) throws IOException {
    list.writeObjectFieldStart(name);
    list.writeNumberField(LENGTH, length);
    list.writeStringField(SHA256, sha256);
    list.writeEndObject();
  }

  /**
   * Reads what {@link #addTo} or {@link #writeTo} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static FileEntry of(JsonNode json) {
    return new FileEntry(Json.wholeNumber(json.required(LENGTH)), json.required(SHA256).asText());
  }
}
