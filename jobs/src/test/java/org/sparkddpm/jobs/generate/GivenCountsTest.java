package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ClassNames;

class GivenCountsTest {

  private static final KnownClasses DIGITS =
      new KnownClasses(10, ClassNames.NUMBERS, Optional.empty());
  private static final KnownClasses PETS =
      new KnownClasses(
          3, new ClassNames(List.of("cat, small", "dog", "fish:gold")), Optional.empty());

  @TempDir Path temp;

  private static ClassCounts counts(String text, KnownClasses known) throws IOException {
    return GivenCounts.parse(text).of(known, new Configuration());
  }

  private ClassCounts file(String content, KnownClasses known) throws IOException {
    Path file = Files.writeString(temp.resolve("counts.csv"), content);
    return counts(file.toString(), known);
  }

  @Test
  void pairsAreSortedByLabelAndZeroLeavesAClassOut() throws IOException {
    assertThat(counts("7:200, 3:5000,4:0", DIGITS))
        .isEqualTo(new ClassCounts(List.of(3, 7), List.of(5000L, 200L)));
    assertThat(counts("dog:1,fish:gold:2", PETS))
        .isEqualTo(new ClassCounts(List.of(1, 2), List.of(1L, 2L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class,count\n\"cat, small\",5\ndog,7\n",
        "cat, small,5\r\n\r\n 1 , 7\r\n",
        "\uFEFFname,n\ncat, small,5\ndog,7",
        "{\"cat, small\": 5, \"1\": 7}",
        "  {\"dog\": 7, \"cat, small\": 5, \"fish:gold\": 0}\n"
      })
  void aFileHasLinesOrAnObject(String content) throws IOException {
    assertThat(file(content, PETS)).isEqualTo(new ClassCounts(List.of(0, 1), List.of(5L, 7L)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3:x | '3:x' is no class with its number of images",
        "3:5,, | '' is no class with its number",
        "3:5,7 | '7' is no class with its number",
        "3:-5 | '3:-5' is no class",
        ":5 | ':5' is no class",
      })
  void whatIsNoPairIsRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GivenCounts.parse(text))
        .withMessageContainingAll(message, "give pairs such as 3:5000,7:200");
  }

  @Test
  void classesAreThoseOfTheModelAndGivenOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts("12:5", DIGITS))
        .withMessage("--counts names label 12, but the model knows the labels 0-9; leave it out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts("dog:5,1:6", PETS))
        .withMessageContaining(
            "--counts gives a number for class 'dog', and --counts one for '1', which is the same"
                + " class; leave one out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts("cat:5", PETS))
        .withMessageContaining("names the class 'cat', but the model's classes are called")
        .withMessageEndingWith("give one of these, or give their numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts("1:0,2:0", DIGITS))
        .withMessageContaining("asks for no image of any class");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`class;count\ndog;5` | line 1: 'class;count' is no class with its number",
        "`dog,5o00` | line 1: 'dog,5o00' is no class",
        "`class,count\ndog,many` | line 2: 'dog,many' is no class",
        "`dog,5\n\nbird,6` | counts.csv line 3 names the class 'bird'",
        "`{\"dog\": -5}` | is no JSON object of classes and numbers",
        "`{\"dog\": 5, \"dog\": 6}` | is no JSON object of classes and numbers",
        "`class,count\n` | asks for no image",
      })
  void aFileIsRefusedByItsLine(String content, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> file(content, PETS))
        .withMessageContaining(message);
  }

  @Test
  void whatIsNoFileOfTextIsRefused() throws IOException {
    assertThatThrownBy(() -> counts(temp.resolve("none.csv").toString(), DIGITS))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll("none.csv, which does not exist", "give pairs such as");
    Path binary = temp.resolve("binary");
    Files.write(binary, "dög,5".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts(binary.toString(), DIGITS))
        .withMessageContaining("is no text in UTF-8");
  }

  @Test
  void countsAreSaidInShort() {
    assertThat(new ClassCounts(List.of(0, 1), List.of(5000L, 7L)).said(PETS.names()))
        .isEqualTo("cat, small 5,000, dog 7");
    List<Integer> labels = IntStream.range(0, 12).boxed().toList();
    List<Long> counts = labels.stream().map(label -> 100L + label).toList();
    assertThat(new ClassCounts(labels, counts).said(ClassNames.NUMBERS))
        .isEqualTo(
            "0 100, 1 101, 2 102, 3 103, 4 104, 5 105, 6 106, 7 107, 8 108, 9 109 and 2 more"
                + " classes; 100 to 111 of each");
  }
}
