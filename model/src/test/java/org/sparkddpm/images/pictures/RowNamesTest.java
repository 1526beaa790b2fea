package org.sparkddpm.images.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.strokes.Strokes;

class RowNamesTest {
  private static List<String> written(String... words) {
    List<Integer> labels = IntStream.range(0, words.length).boxed().toList();
    return RowNames.of(new ClassNames(List.of(words)), labels);
  }

  @ParameterizedTest
  @CsvSource({
    "cat,CAT",
    "T-Shirt 2,T-SHIRT 2",
    "Bär,BAR",
    "Ba\u0308r,BAR",
    "Straße,STRASSE",
    "łódź,LODZ",
    "smørbrød,SMORBROD",
    "ﬁsh,FISH",
    "ＡＢ１,AB1",
    "Γάτα,GATA",
    "щенок,SHCHENOK",
    "їжак,IZHAK",
    "йод,IOD",
    "猫,#0",
    "קוף,#0",
    "🐈,#0",
    "cat 猫,#0",
    "a+b,A+B",
    "a|b,#0",
    "abcdefghijklmnopqrs,ABCDEFGHIJKLMNOP"
  })
  void namesInTheLettersOfASheet(String name, String expected) {
    assertThat(written(name)).containsExactly(expected);
    assertThat(ContactSheet.canWrite(expected)).isTrue();
  }

  @Test
  void namesThatWouldLookAlikeHaveTheirNumbersToo() {
    assertThat(written("A", "a", "b", "\u0301\u0301", "#3"))
        .containsExactly("A #0", "A #1", "B", "#3 #3", "#3 #4");
    assertThat(written("a very long name of one", "a very long name of another"))
        .containsExactly("A VERY LONG N #0", "A VERY LONG N #1");
  }

  @Test
  void numbersStandForThemselves() {
    assertThat(RowNames.of(ClassNames.NUMBERS, List.of(3, 12))).containsExactly("3", "12");
  }

  /** No row is blank, and no two look alike, whatever the alphabet. */
  @Test
  void everyRowOfASheetIsToBeTold() {
    List<String> names = written("Bär", "Bar", "猫", "犬", "кот", "γάτα", "Z", "z");
    LabelledImages images = Strokes.draw(0, 8);
    Picture sheet = ContactSheet.of(images, 1).enlarged(2).rowLabels(names).image();
    int height = sheet.height() / 8;
    List<String> rows =
        IntStream.range(0, 8)
            .mapToObj(row -> text(sheet, row * height, (row + 1) * height, sheet.width() - 60))
            .toList();
    assertThat(rows).doesNotHaveDuplicates().allMatch(row -> row.contains("#"));
  }

  private static String text(Picture sheet, int from, int to, int width) {
    StringBuilder text = new StringBuilder();
    for (int y = from; y < to; y++) {
      for (int x = 0; x < width; x++) {
        text.append(sheet.at(y, x, 0) == 255 ? '#' : ' ');
      }
    }
    return text.toString();
  }
}
