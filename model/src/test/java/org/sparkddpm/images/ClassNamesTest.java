package org.sparkddpm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  @Test
  void wordsStandInTheOrderOfTheirCharacters() {
    ClassNames names = ClassNames.sorted(List.of("cat", "Zebra", "ant", "cat"));
    assertThat(names.words()).containsExactly("Zebra", "ant", "cat");
    assertThat(names.of(1)).isEqualTo("ant");
    assertThat(names.label("cat")).hasValue(2);
    assertThat(names.label("dog")).isEmpty();
    assertThat(names.areWords()).isTrue();
  }

  @Test
  void numbersAreTheirOwnNames() {
    assertThat(ClassNames.NUMBERS.of(12)).isEqualTo("12");
    assertThat(ClassNames.NUMBERS.label("12")).isEmpty();
    assertThat(ClassNames.NUMBERS.areWords()).isFalse();
  }

  @Test
  void namesThatTellNothingAreRefused() {
    assertThatThrownBy(() -> new ClassNames(List.of("cat", " ")))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("has no name");
    assertThatThrownBy(() -> new ClassNames(List.of("cat", "dog", "cat")))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("stands for two classes of [cat, dog, cat]");
  }

  @Test
  void whatHasTheNamesIsNamed() {
    assertThat(ClassNames.of(List.of("cat", "ant"), "pets.parquet").words())
        .containsExactly("cat", "ant");
    assertThat(ClassNames.sorted(List.of("cat", "ant"), "pets").words())
        .containsExactly("ant", "cat");
    assertThatThrownBy(() -> ClassNames.of(List.of("cat", "cat"), "pets.parquet"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageStartingWith("pets.parquet: a name stands for two classes");
    assertThatThrownBy(() -> ClassNames.sorted(List.of("cat", ""), "pets"))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageStartingWith("pets: a class of ");
  }
}
