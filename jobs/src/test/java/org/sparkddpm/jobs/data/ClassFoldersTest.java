package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.strokes.Strokes;

/** Folders of image files of several kinds, named by words, in parts, with transparency. */
class ClassFoldersTest extends DataFolder {
  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xffffff;

  private final LabelledImages digits = Strokes.draw(0, 30);

  private void write(String name, Picture picture) throws IOException {
    try (OutputStream out = out(name)) {
      String format = name.substring(name.lastIndexOf('.') + 1);
      assertThat(ImageIO.write(picture.toBufferedImage(), format, out)).as(name).isTrue();
    }
  }

  private static Picture picture(LabelledImages images, int i) {
    ImageShape shape = images.shape();
    return new Picture(shape.height(), shape.width(), shape.channels(), images.image(i));
  }

  private void writeWords(String parent, int count, String... words) throws IOException {
    for (String word : words) {
      for (int i = 0; i < count; i++) {
        write(parent + word + "/" + i + ".png", picture(digits, i));
      }
    }
  }

  /** Writes digits as ink of one opacity for each pixel on a transparent ground. */
  private void writeInk(String parent, int... inks) throws IOException {
    for (int i = 0; i < digits.size(); i++) {
      Picture digit = picture(digits, i);
      BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
      for (int y = 0; y < 28; y++) {
        for (int x = 0; x < 28; x++) {
          picture.setRGB(x, y, (digit.at(y, x, 0) << 24) | inks[i % inks.length]);
        }
      }
      try (OutputStream out = out(parent + digits.label(i) + "/" + (100 + i) + ".png")) {
        ImageIO.write(picture, "png", out);
      }
    }
  }

  @Test
  void everyKindIsReadAndTheRestCounted() throws IOException {
    String[] formats = {"png", "jpg", "bmp", "JPEG", "gif"};
    for (int i = 0; i < digits.size(); i++) {
      write(digits.label(i) + "/" + i + "." + formats[i % 5], picture(digits, i));
    }
    Files.writeString(folder.resolve("3/Thumbs.db"), "x");
    Files.writeString(folder.resolve("3/._7.png"), "x");
    Files.writeString(folder.resolve("readme.md"), "x");
    Files.createDirectories(folder.resolve(".git"));
    Loaded splits = load();
    assertThat(splits.train().size() + splits.test().size()).isEqualTo(30);
    assertThat(splits.summary())
        .contains("images of 28x28 in gray, 10 classes")
        .endsWith(
            "; took 6 BMP, 6 GIF, 12 JPEG, 6 PNG; 4 other files and folders left out (.git/,"
                + " 3/._7.png, 3/Thumbs.db, ...)");
  }

  @Test
  void foldersOfSystemsAreNoClasses() throws IOException {
    writeWords("", 10, "cat", "dog");
    for (String name : List.of("lost+found", "$RECYCLE.BIN", "cat/@eaDir/x.jpg")) {
      Files.createDirectories(folder.resolve(name));
    }
    write("System Volume Information/x.png", picture(digits, 0));
    assertThat(load().summary())
        .endsWith(
            "2 classes: cat, dog; took 20 PNG; 4 other folders left out ($RECYCLE.BIN/, System"
                + " Volume Information/, cat/@eaDir/, ...)");
  }

  @Test
  void jpegInColourIsInColour() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 20);
    for (int i = 0; i < colours.size(); i++) {
      write(colours.label(i) + "/" + (100 + i) + ".jpg", picture(colours, i));
    }
    Loaded splits = load();
    assertThat(splits.summary()).contains("28x28 in RGB, 10 classes; took 20 JPEG");
    byte[] read = splits.train().image(0);
    byte[] drawn = colours.image(indexOfFirst(colours, splits.train().label(0)));
    double difference = 0;
    for (int i = 0; i < read.length; i++) {
      difference += Math.abs((read[i] & 0xff) - (drawn[i] & 0xff));
    }
    assertThat(difference / read.length).isLessThan(30);
  }

  private static int indexOfFirst(LabelledImages images, int label) {
    int i = 0;
    while (images.label(i) != label) {
      i++;
    }
    return i;
  }

  @Test
  void grayJpegAmongColouredIsRefused() throws IOException {
    write("0/0.jpg", picture(ColourDigits.draw(0, 1), 0));
    write("0/1.jpg", picture(digits, 0));
    assertRefused("0/1.jpg: is gray, but another image", "make all images gray or all coloured");
  }

  @ParameterizedTest
  @CsvSource({"webp,WebP", "tif,TIFF", "HEIC,HEIF"})
  void kindsThatAreNotReadAreRefusedByName(String suffix, String kind) throws IOException {
    writeWords("", 10, "cat");
    Files.writeString(folder.resolve("cat/x." + suffix), "x");
    assertRefused("cat/x." + suffix + ": " + kind + " is not read", "convert it to PNG");
  }

  @Test
  void wordsAreNumberedInTheirOrder() throws IOException {
    writeWords("", 10, "dog", "Zebra", "ant");
    Files.createDirectories(folder.resolve("bee"));
    Loaded splits = load();
    assertThat(splits.names().words()).containsExactly("Zebra", "ant", "bee", "dog");
    assertThat(splits.train().classCounts()).containsExactly(9, 9, 0, 9);
    assertThat(splits.summary())
        .contains("4 classes: Zebra, ant, bee, dog (no training image of bee); took 30 PNG");
  }

  @Test
  void singleCharactersAreWords() throws IOException {
    writeWords("", 10, "2", "9", "A", "b");
    assertThat(load().names().words()).containsExactly("2", "9", "A", "b");
  }

  @ParameterizedTest
  @CsvSource({"train,test", "training,testing", "train,valid", "Train,Validation", "train,val"})
  void partsByTheirNames(String train, String test) throws IOException {
    writeWords(train + "/", 4, "cat", "dog");
    writeWords(test + "/", 2, "cat", "dog");
    Loaded splits = load();
    assertThat(splits.train().size()).isEqualTo(8);
    assertThat(splits.test().size()).isEqualTo(4);
    assertThat(splits.summary()).endsWith("2 classes: cat, dog; took 12 PNG");
  }

  @Test
  void testImagesAreLeftOutWhereThereAreSomeForValidation() throws IOException {
    for (String part : new String[] {"train/", "valid/", "test/"}) {
      writeWords(part, part.length(), "cat", "dog");
    }
    Loaded splits = load();
    assertThat(splits.train().size()).isEqualTo(12);
    assertThat(splits.test().size()).isEqualTo(12);
    assertThat(splits.summary()).endsWith("; took 24 PNG; 1 other folder left out (test/)");
  }

  /** What Kaggle's contests have: images to submit answers for. */
  @ParameterizedTest
  @ValueSource(strings = {"test", "validation"})
  void imagesWithoutFoldersOfClassesBesideTheTrainingImages(String part) throws IOException {
    writeWords("train/", 10, "cat", "dog");
    write(part + "/0.png", picture(digits, 0));
    Loaded splits = load();
    assertThat(splits.train().size()).isEqualTo(18);
    assertThat(splits.test().size()).isEqualTo(2);
    assertThat(splits.summary())
        .endsWith(
            "; took 20 PNG; 1 other folder left out (" + part + "/ without folders of classes)");
  }

  @Test
  void testImagesServeWhereThoseForValidationHaveNoFoldersOfClasses() throws IOException {
    writeWords("train/", 10, "cat", "dog");
    writeWords("test/", 3, "cat", "dog");
    write("valid/0.png", picture(digits, 0));
    assertThat(load().test().size()).isEqualTo(6);
  }

  @Test
  void trainingImagesWithoutFoldersOfClasses() throws IOException {
    writeWords("test/", 10, "cat", "dog");
    write("train/0.png", picture(digits, 0));
    assertRefused("train/0.png is an image beside the folders of the classes");
  }

  @Test
  void classesOfBothPartsAreNumberedTogether() throws IOException {
    writeWords("train/", 4, "cat", "dog");
    writeWords("test/", 2, "ant", "dog");
    Loaded splits = load();
    assertThat(splits.names().words()).containsExactly("ant", "cat", "dog");
    assertThat(splits.train().classCounts()).containsExactly(0, 4, 4);
    assertThat(splits.test().classCounts()).containsExactly(2, 0, 2);
    assertThat(splits.report().warnings())
        .containsExactly(
            "there are test images of ant, and no training images; give some, or take those away");
  }

  @ParameterizedTest
  @CsvSource({"images/,labels.csv", "train/train/,train.csv", "train/images/,train/labels.JSONL"})
  void labelsInATableBesideTheImages(String images, String table) throws IOException {
    write(images + "0.png", picture(digits, 0));
    Files.writeString(folder.resolve(table), "x");
    Files.createDirectories(folder.resolve(images).resolveSibling("empty"));
    assertRefused(
        "labels in a table beside the images are not read (" + table + ")",
        "put the images of each class into a folder, or write Parquet of bytes and label");
  }

  @Test
  void aTableBesideSeveralClassesIsLeftOut() throws IOException {
    writeWords("", 10, "cat", "dog");
    Files.writeString(folder.resolve("labels.csv"), "x");
    assertThat(load().summary()).endsWith("; took 20 PNG; 1 other file left out (labels.csv)");
  }

  @Test
  void imagesOfOneClassAloneAreSaid() throws IOException {
    writeWords("", 10, "cat");
    Files.createDirectories(folder.resolve("dog"));
    assertThat(load().report().warnings())
        .singleElement()
        .asString()
        .contains("all training images are of one class, cat; where more were meant");
  }

  @Test
  void trainingImagesAloneHaveEveryTenthHeldOut() throws IOException {
    writeWords("train/", 10, "cat", "dog");
    assertThat(load().test().size()).isEqualTo(2);
  }

  @Test
  void partsThatDoNotBelongTogether() throws IOException {
    writeWords("train/", 4, "cat", "dog");
    writeWords("test/", 2, "0", "1");
    assertRefused("of the training images are named by words", "name both alike");
  }

  @Test
  void testImagesAlone() throws IOException {
    writeWords("test/", 10, "cat");
    assertRefused(folder + " holds the folders [test/]", "one folder train/");
  }

  @Test
  void partsWithoutFoldersOfClasses() throws IOException {
    writeWords("", 10, "train", "test");
    assertRefused("no folder in [test/, train/] holds a folder of images for each class");
  }

  @ParameterizedTest
  @ValueSource(ints = {BLACK, WHITE, 0x3060c0})
  void strokesOnTransparencyAreTakenFromTheOpacity(int ink) throws IOException {
    writeInk("", ink);
    LabelledImages sorted = byLabel(digits);
    assertThat(load().train()).isEqualTo(tenth(sorted, false));
    assertThat(load().summary())
        .contains("28x28 in gray, 10 classes; took 30 PNG; all that is drawn is #")
        .endsWith(" on transparency: the opacity is taken, strokes white on black");
  }

  @Test
  void imagesWithoutInkAmongStrokesAreSaid() throws IOException {
    writeInk("", BLACK);
    for (int i = 0; i < 2; i++) {
      try (OutputStream out = out("3/20" + i + ".png")) {
        ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB), "png", out);
      }
    }
    assertThat(load().summary())
        .contains("the opacity is taken")
        .contains("2 of 32 images are of one colour all over, the first is ")
        .endsWith("3/200.png");
  }

  /** Blocks of strokes keep their opacity alone, and so are as large as the images taken. */
  @Test
  void strokesLieOverWhiteWhereAnotherBlockIsOpaque() throws IOException {
    writeInk("", 0x3060c0);
    Loaded alone = load();
    byte[] white = new byte[28 * 28 * 3];
    Arrays.fill(white, (byte) -1);
    white[7] = 100;
    // A folder is a block of its own.
    write("99/0.png", new Picture(28, 28, 3, white));
    Loaded both = load();
    assertThat(alone.train().shape().channels()).isOne();
    byte[] over = both.train().image(0);
    byte[] opacity = byLabel(digits).image(0);
    for (int i = 0; i < opacity.length; i++) {
      int alpha = opacity[i] & 0xff;
      for (int channel = 0; channel < 3; channel++) {
        int ink = 0x3060c0 >> (16 - 8 * channel) & 0xff;
        assertThat(over[3 * i + channel])
            .isEqualTo((byte) ((ink * alpha + 255 * (255 - alpha) + 127) / 255));
      }
    }
  }

  @Test
  void inksOfSeveralColoursLieOverWhite() throws IOException {
    writeInk("", BLACK, 0xff0000);
    Loaded splits = load();
    assertThat(splits.summary())
        .contains("28x28 in RGB")
        .endsWith("; took 30 PNG; transparent pixels of 30 images over white");
    byte[] first = splits.train().image(0);
    assertThat(first).startsWith(-1, -1, -1);
  }

  @Test
  void anOpaqueImageAmongStrokesLeavesAllOverWhite() throws IOException {
    writeInk("", BLACK);
    byte[] colours = new byte[28 * 28 * 3];
    colours[7] = 100;
    write("0/0.png", new Picture(28, 28, 3, colours));
    assertThat(load().summary()).endsWith("; transparent pixels of 30 images over white");
  }

  @Test
  void opacityInOnePartAlone() throws IOException {
    writeInk("train/", BLACK);
    writeInk("test/", BLACK, 0xff0000);
    assertRefused("of the training images the opacity is what is drawn", "store both alike");
  }

  @Test
  void imagesOnWhichThereIsNothingAreSaid() throws IOException {
    writeWords("", 10, "cat");
    for (int i = 0; i < 2; i++) {
      write("dog/" + i + ".png", new Picture(28, 28, 1, new byte[784]));
    }
    assertThat(load().summary())
        .contains("2 of 12 images are of one colour all over, the first is ")
        .endsWith("dog/0.png");
  }

  @Test
  void aFolderOfFoldersOfClassesIsNotTakenForAClass() throws IOException {
    Path inner = folder.resolve("data");
    writeWords("data/", 10, "cat", "dog");
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("holds no images that are known (it has data/)");
    assertThat(load(inner.toString()).names().words()).containsExactly("cat", "dog");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }
}
