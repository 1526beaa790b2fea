package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;

/** What classes are called, wherever it stands. */
class ClassLabelsTest {
  private static ClassLabels of(String... texts) {
    return ClassLabels.of(List.of(texts), "pets");
  }

  private static void assertRefused(List<String> texts, String message) {
    assertThatThrownBy(() -> ClassLabels.of(texts, "pets"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageStartingWith(message);
  }

  /** As words, 10.0 would come before 2.0. */
  @Test
  void wholeNumbersWrittenAsDecimalsAreThoseNumbers() {
    ClassLabels labels = of("0.0", "2.0", "10.0", "10", "7.");
    assertThat(labels.names().areWords()).isFalse();
    assertThat(labels.classes()).isEqualTo(11);
    assertThat(labels.label("2.0")).isEqualTo(2);
    assertThat(labels.label("10.0")).isEqualTo(10);
    assertThat(labels.label("10")).isEqualTo(10);
    assertThat(labels.label("7.")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.7", "-3", "+3", ".5", "2.01", "-0.0"})
  void otherNumbersAreNoLabels(String text) {
    assertRefused(
        List.of("cat", text),
        "pets: the label '%s' is a number and no whole one from 0 on; number the classes"
            .formatted(text));
    assertRefused(List.of(text), "pets: the label '%s' is a number".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {" 3", "3 ", "\t3", "3\u00a0", "\u30003\u3000", "\ufeff3", "3\n"})
  void whiteSpaceAroundATextIsNotOfIt(String text) {
    ClassLabels labels = of(text, "3", "1");
    assertThat(labels.classes()).isEqualTo(4);
    assertThat(labels.label(text)).isEqualTo(3);
    assertThat(labels.label("3")).isEqualTo(3);
  }

  @Test
  void wordsThatLookAlikeAreOneClass() {
    ClassLabels labels = of("B\u00e4r", "Ba\u0308r ", "Hund");
    assertThat(labels.names().words()).containsExactly("B\u00e4r", "Hund");
    assertThat(labels.label("Ba\u0308r ")).isEqualTo(labels.label("B\u00e4r")).isZero();
    assertThat(labels.label("Hund")).isEqualTo(1);
  }

  @Test
  void blankTextsAreNoLabels() {
    assertRefused(List.of("cat", " "), "pets: the label ' ' is blank; fill it in");
    assertRefused(List.of(""), "pets: the label '' is blank");
  }

  @Test
  void oneNumberWrittenInTwoWaysIsNotTakenForOne() {
    assertRefused(List.of("3", "03"), "pets: '03' and '3' are the same label");
  }

  @Test
  void numbersAndWordsAreShownInQuotes() {
    assertRefused(
        List.of("0.0", "cat"),
        "pets names classes by numbers, such as '0', and by words, such as 'cat'");
    assertThat(of("0", "7", "A", "z").names().words()).containsExactly("0", "7", "A", "z");
  }

  @Test
  void tooManyWordsAreRefusedByWhatHasThem() {
    List<String> words = IntStream.range(0, 65_537).mapToObj(i -> "class " + i).toList();
    assertRefused(words, "pets: 65537 classes are more than 65536: join some");
  }
}
