package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;

/** What a table is made of: lines, signs, labels. */
class CsvImagesTest {
  private static List<String> labels(String text, Charset charset) throws IOException {
    List<String> labels = new ArrayList<>();
    CsvImages csv =
        CsvImages.open(new ByteArrayInputStream(text.getBytes(charset)), "t.csv", Optional.empty());
    boolean more = true;
    while (more) {
      more = csv.readNext((pixels, shape, label, origin) -> labels.add(label + " of " + origin));
    }
    return labels;
  }

  private static List<String> labels(String text) throws IOException {
    return labels(text, StandardCharsets.UTF_8);
  }

  /** The bytes of different letters would otherwise all become one and the same sign. */
  @Test
  void anotherEncodingIsRefusedByLineAndByte() {
    String text = "label,a\nb\u00e4r,1\nb\u00f6r,2\n";
    assertThatThrownBy(() -> labels(text, StandardCharsets.ISO_8859_1))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("t.csv line 2 is no UTF-8", "byte 2 is 0xe4", "save the file as");
    assertThatThrownBy(() -> labels(text, StandardCharsets.UTF_16))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll("t.csv line 1 is no UTF-8", "byte 1 is 0xfe");
    assertThatThrownBy(() -> labels("label,a\n1,2\n\u00e4", StandardCharsets.ISO_8859_1))
        .hasMessageContaining("t.csv line 3 is no UTF-8");
  }

  @Test
  void lettersOfSeveralBytesAreWholeWhereverTheFileIsCut() throws IOException {
    StringBuilder text = new StringBuilder("label,a\n");
    List<String> expected = new ArrayList<>();
    for (int line = 2; line < 20_000; line++) {
      String label = "\u00e4".repeat(line % 5 + 1) + "\ud83d\ude00";
      text.append(label).append(",7\n");
      expected.add(label + " of t.csv line " + line);
    }
    assertThat(labels(text.toString())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndInEveryWay(String end) throws IOException {
    String text = String.join(end, "label,a", "x,1", "", "y,2");
    List<String> expected = List.of("x of t.csv line 2", "y of t.csv line 4");
    assertThat(labels(text)).isEqualTo(expected);
    assertThat(labels(text + end)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"' 3 ',3", "'\"3.0\"',3.0", "'\" 3\"',' 3'"})
  void labelsComeAsTheyStand(String written, String label) throws IOException {
    assertThat(labels("label,a\n" + written + ",1\n")).containsExactly(label + " of t.csv line 2");
  }

  /** What has no line feed may be of any length. */
  @Test
  void aLineWithoutEndIsRefusedInBoundedMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] out, int offset, int length) {
            Arrays.fill(out, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    long before = Allocation.ofThisThread();
    assertThatThrownBy(() -> CsvImages.hasLabels(endless, "t.csv", Optional.empty()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "t.csv line 1 is longer than 18874368 bytes", "an image of 1024x1024", "of its own");
    assertThat(Allocation.ofThisThread() - before).isLessThan(3L * CsvLines.LONGEST);
  }
}
