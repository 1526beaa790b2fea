package org.sparkddpm.images.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.RandomImages;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.images.strokes.Strokes;

class ContactSheetTest {
  private static final int BACKGROUND = 48;

  @Test
  void everyPixelIsInItsPlace() {
    LabelledImages images = Strokes.draw(0, 7);
    int gap = 3;
    int factor = 2;
    Picture sheet = ContactSheet.of(images, 3).enlarged(factor).gap(gap).image();
    int cell = 28 * factor + gap;
    assertThat(sheet.height()).isEqualTo(3 * cell + gap);
    assertThat(sheet.width()).isEqualTo(3 * cell + gap);
    for (int y = 0; y < sheet.height(); y++) {
      for (int x = 0; x < sheet.width(); x++) {
        int index = y / cell * 3 + x / cell;
        boolean inGap = y % cell < gap || x % cell < gap || index >= 7;
        int inY = (y % cell - gap) / factor;
        int inX = (x % cell - gap) / factor;
        int expected = inGap ? BACKGROUND : images.image(index)[inY * 28 + inX] & 0xff;
        assertThat(sheet.at(y, x, 0)).as("(%d, %d)", y, x).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyChannelIsInItsPlace() throws IOException {
    LabelledImages images = RandomImages.of(new Random(1), 5, 3);
    ImageShape shape = images.shape();
    int gap = 3;
    ContactSheet sheet =
        ContactSheet.of(images, 2).enlarged(2).gap(gap).rowLabels(List.of("0", "1", "2"));
    Picture picture = sheet.image();
    int shift = picture.width() - 2 * (shape.width() * 2 + gap) - gap;
    int cellHeight = shape.height() * 2 + gap;
    int cellWidth = shape.width() * 2 + gap;
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.height()).isEqualTo(3 * cellHeight + gap);
    int white = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int[] rgb = {picture.at(y, x, 0), picture.at(y, x, 1), picture.at(y, x, 2)};
        int index = y / cellHeight * 2 + (x - shift) / cellWidth;
        int inY = (y % cellHeight - gap) / 2;
        int inX = ((x - shift) % cellWidth - gap) / 2;
        if (x < shift) {
          white += rgb[0] == 255 ? 1 : 0;
          assertThat(rgb).isIn(new int[] {48, 48, 48}, new int[] {255, 255, 255});
        } else if (y % cellHeight < gap || (x - shift) % cellWidth < gap || index >= 5) {
          assertThat(rgb).containsExactly(48, 48, 48);
        } else {
          byte[] image = images.image(index);
          for (int channel = 0; channel < 3; channel++) {
            int expected = image[(inY * shape.width() + inX) * 3 + channel] & 0xff;
            assertThat(rgb[channel]).as("(%d, %d)", y, x).isEqualTo(expected);
          }
        }
      }
    }
    assertThat(white).as("squares of a 0, a 1 and a 2").isEqualTo(12 + 8 + 11);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    sheet.writePng(png);
    assertThat(Png.read(new ByteArrayInputStream(png.toByteArray()), "sheet")).isEqualTo(picture);
  }

  @Test
  void rowLabelsStandLeftOfTheImages() {
    LabelledImages images = Strokes.draw(0, 20);
    Picture plain = ContactSheet.of(images, 10).image();
    Picture labelled = ContactSheet.of(images, 10).rowLabels(List.of("0", "17")).image();
    int shift = labelled.width() - plain.width();
    assertThat(labelled.height()).isEqualTo(plain.height());
    int[] white = new int[2];
    for (int y = 0; y < plain.height(); y++) {
      for (int x = 0; x < plain.width(); x++) {
        assertThat(labelled.at(y, x + shift, 0)).isEqualTo(plain.at(y, x, 0));
      }
      for (int x = 0; x < shift; x++) {
        white[y * 2 / plain.height()] += labelled.at(y, x, 0) == 255 ? 1 : 0;
      }
    }
    // Squares of 2x2 pixels: twelve in a 0, eight in a 1, seven in a 7.
    assertThat(white).containsExactly(12 * 4, 15 * 4);
  }

  @Test
  void wordsStandLeftOfTheImagesAndAreCut() {
    LabelledImages images = Strokes.draw(0, 20);
    int plain = ContactSheet.of(images, 10).image().width();
    Picture cats = ContactSheet.of(images, 10).rowLabels(List.of("cat", "T-Shirt 2")).image();
    assertThat(cats.width() - plain).isEqualTo((4 * 9 - 1) * 2 + 4);
    Picture small = ContactSheet.of(images, 10).rowLabels(List.of("CAT", "t-sHIRT 2")).image();
    assertThat(cats).isEqualTo(small);
    String letters = "abcdefghijklmnop";
    assertThat(ContactSheet.of(images, 10).rowLabels(List.of(letters, letters + "qrs")).image())
        .isEqualTo(ContactSheet.of(images, 10).rowLabels(List.of(letters, letters)).image());
    assertThat(ContactSheet.canWrite("dog_(1)")).isTrue();
    assertThat(ContactSheet.canWrite("Straße")).isFalse();
  }

  @Test
  void pngHoldsTheSameSheetAndTheSameBytesEachTime() throws IOException {
    ContactSheet sheet =
        ContactSheet.of(Strokes.draw(0, 30), 10).enlarged(2).rowLabels(List.of("1", "2", "3"));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    sheet.writePng(first);
    sheet.writePng(second);
    assertThat(first.toByteArray()).isEqualTo(second.toByteArray());
    assertThat(Png.read(new ByteArrayInputStream(first.toByteArray()), "sheet"))
        .isEqualTo(sheet.image());
    assertThat(sheet.render().getRaster().getSample(40, 40, 0))
        .isEqualTo(sheet.image().at(40, 40, 0));
  }

  @Test
  void refusesWhatMakesNoSheet() {
    LabelledImages images = Strokes.draw(0, 30);
    ContactSheet sheet = ContactSheet.of(images, 10);
    assertThatThrownBy(() -> ContactSheet.of(images, 0)).hasMessageContaining("0 columns");
    assertThatThrownBy(() -> ContactSheet.of(images.subset(0, 0), 1))
        .hasMessageContaining("no images");
    assertThatThrownBy(() -> sheet.enlarged(0)).hasMessageContaining("enlargement 0");
    assertThatThrownBy(() -> sheet.gap(-1)).hasMessageContaining("gap of -1");
    assertThatThrownBy(() -> sheet.rowLabels(List.of("1", "2")))
        .hasMessageContaining("[1, 2] for 3 rows");
    assertThatThrownBy(() -> sheet.rowLabels(List.of("1", "2", "\u732b")))
        .hasMessageContaining("letters and digits");
    assertThatThrownBy(() -> sheet.enlarged(1000).image())
        .hasMessageContaining("too large")
        .hasMessageContaining("enlarge them less");
  }
}
