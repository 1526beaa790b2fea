package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.regex.Pattern;
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

  /** Within the folder of the list, or in a folder of that: no way leads out. */
  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.=-]{0,99}/)?[A-Za-z0-9_][A-Za-z0-9_.=-]{0,99}");

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
   * @throws FileTooLongException if it goes on behind the length that its file system says, as
   *     devices do
   * @throws IOException if it cannot be read
   */
  public static FileEntry read(FileSystem files, Path file) throws IOException {
    long length = files.getFileStatus(file).getLen();
    MessageDigest digest = Sha256.digest();
    try (InputStream in =
        new DigestInputStream(new BoundedStream(files.open(file), file, length), digest)) {
      return of(in.transferTo(OutputStream.nullOutputStream()), digest);
    }
  }

  /**
   * The name of a file that a manifest lists, which must lie in the manifest's folder or in a
   * folder of that, and be called as the jobs call their files: what else a manifest names was not
   * written by a job and is never opened.
   *
   * @throws IllegalArgumentException if it is any other text
   */
  public static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "it lists %s, which is no name of a file that a job wrote"
              .formatted(JsonNodeFactory.instance.textNode(name)));
    }
    return name;
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
