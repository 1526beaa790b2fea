package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;

/**
 * A file of classes and numbers of samples, on any file system: lines {@code class,count}, below a
 * line of headings or not, or a JSON object. A class may have commas in its name: the last one
 * counts.
 */
final class CountsFile {

  /** More than any list of 65,536 classes. */
  private static final int MOST_BYTES = 1 << 24;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private CountsFile() {}

  /**
   * Reads all of it.
   *
   * @throws IllegalArgumentException naming the line that is no class with its number
   * @throws IOException if it cannot be read
   */
  static List<GivenCounts.Pair> read(Configuration conf, String file) throws IOException {
    Location place = Location.of(conf, file);
    byte[] bytes;
    try (InputStream in = place.fileSystem().open(place.path())) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw refused(file, "has more than " + MOST_BYTES + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused(file, "is no text in UTF-8");
    }
    text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return text.stripLeading().startsWith("{") ? object(file, text) : lines(file, text);
  }

  private static List<GivenCounts.Pair> object(String file, String text) {
    List<GivenCounts.Pair> pairs = new ArrayList<>();
    try {
      JsonNode json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      json.fields()
          .forEachRemaining(
              field ->
                  pairs.add(
                      new GivenCounts.Pair(
                          field.getKey(), Json.wholeNumber(field.getValue()), named(file))));
    } catch (IOException | IllegalArgumentException e) {
      throw refused(file, "is no JSON object of classes and numbers (" + e.getMessage() + ")");
    }
    return pairs;
  }

  private static List<GivenCounts.Pair> lines(String file, String text) {
    List<GivenCounts.Pair> pairs = new ArrayList<>();
    int number = 0;
    boolean first = true;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int comma = line.lastIndexOf(',');
      String count = line.substring(comma + 1).strip();
      boolean headings = first && comma > 0 && count.chars().noneMatch(Character::isDigit);
      first = false;
      if (headings) {
        continue;
      }
      String name = comma < 0 ? "" : unquoted(line.substring(0, comma).strip());
      if (name.isEmpty() || !count.matches("\\d{1,18}")) {
        throw refused(
            file,
            String.format(
                Locale.ROOT, "line %d: '%s' is no class with its number", number, line.strip()));
      }
      String place = String.format(Locale.ROOT, "%s line %d", named(file), number);
      pairs.add(new GivenCounts.Pair(name, Long.parseLong(count), place));
    }
    return pairs;
  }

  private static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
  }

  private static String named(String file) {
    return GivenCounts.FLAG + " " + file;
  }

  private static IllegalArgumentException refused(String file, String fault) {
    return new IllegalArgumentException(
        named(file)
            + " "
            + fault
            + "; write lines such as cat,5000, below a line of headings or not, or a JSON object");
  }
}
