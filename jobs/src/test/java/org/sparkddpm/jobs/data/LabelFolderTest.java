package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** Folders of PNG named by label, and folders that are none of the known kinds. */
class LabelFolderTest extends DataFolder {
  private static final String REMEDY = "a folder of PNG for each label (0/, 1/, ...)";

  private final LabelledImages images = noise(1, 33, 3, 6);

  @Test
  void everyTenthInTheOrderOfLabelsAndNamesIsHeldOut() throws IOException {
    writePngs("", images);
    LabelledImages sorted = byLabel(images);
    assertThat(load())
        .isEqualTo(new DataSplits(tenth(sorted, false), tenth(sorted, true), folder.toString()));
  }

  @Test
  void trainAndTestFolders() throws IOException {
    LabelledImages test = noise(2, 6, 3, 6);
    writePngs("train/", images);
    writePngs("test/", test);
    assertThat(load()).isEqualTo(new DataSplits(byLabel(images), byLabel(test), folder.toString()));
  }

  @Test
  void foldersInColour() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 40);
    writePngs("", colours);
    LabelledImages sorted = byLabel(colours);
    DataSplits splits = load();
    assertThat(splits)
        .isEqualTo(new DataSplits(tenth(sorted, false), tenth(sorted, true), folder.toString()));
    assertThat(splits.summary()).endsWith("test images of 28x28 in RGB, 10 classes");
  }

  @Test
  void grayAmongColours() throws IOException {
    writePngs("", images);
    writePng("1/zzz.png", 3, 6, new byte[54]);
    assertRefused(
        folder.resolve("1/zzz.png") + ": is RGB, but the first image",
        folder.resolve("0/000.png") + ") is gray",
        "make all images gray or all coloured");
  }

  @Test
  void hiddenFilesAndOtherFilesBesideTheImagesAreNoFault() throws IOException {
    writePngs("", images);
    Files.writeString(folder.resolve(".DS_Store"), "x");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    Files.writeString(folder.resolve("0/readme.txt"), "x");
    assertThat(load().train()).isEqualTo(tenth(byLabel(images), false));
  }

  @Test
  void trainAndTestOfDifferentSizes() throws IOException {
    writePngs("train/", images);
    writePngs("test/", noise(2, 6, 6, 3));
    assertRefused(folder + ": training images are 6x3, test images 3x6", "give both the same size");
  }

  @Test
  void imagesOfDifferentSizes() throws IOException {
    writePngs("", images);
    writePng("1/zzz.png", 3, 5, new byte[15]);
    assertRefused(
        folder.resolve("1/zzz.png") + ": is 5x3, but the first image",
        folder.resolve("0/000.png") + ") is 6x3",
        "scale all images to one size");
  }

  @Test
  void twoFoldersOfOneLabel() throws IOException {
    writePngs("", images);
    writePng("02/000.png", 3, 6, new byte[18]);
    assertRefused(folder + ": the folders 02 and 2 are the same label", "into one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cats", "-1", "1.5", "123456", "label-3"})
  void folderNameThatIsNoLabel(String name) throws IOException {
    writePngs("", images);
    writePng(name + "/000.png", 3, 6, new byte[18]);
    assertRefused(folder.resolve(name) + " is not a folder named by its label", REMEDY);
  }

  @Test
  void labelOutOfRange() throws IOException {
    writePngs("", images);
    writePng("65536/000.png", 3, 6, new byte[18]);
    assertRefused(
        folder.resolve("65536/000.png") + ": label 65536 is not in 0..65535",
        "number the classes from 0");
  }

  @Test
  void damagedPng() throws IOException {
    writePngs("", images);
    Path bad = folder.resolve("2/bad.png");
    Files.writeString(bad, "not a picture");
    assertRefused(bad + ": does not start as a PNG file at offset 0", "convert it to PNG");
  }

  @Test
  void truncatedPng() throws IOException {
    writePngs("", images);
    Path bad = folder.resolve("2/002.png");
    byte[] bytes = Files.readAllBytes(bad);
    Files.write(bad, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(bad + ": ends at offset " + bytes.length / 2, "the file is cut off");
  }

  @Test
  void namesInCapitalsAreReadToo() throws IOException {
    writePngs("", images);
    Files.move(folder.resolve("1/001.png"), folder.resolve("1/001.PNG"));
    assertThat(load().train()).isEqualTo(tenth(byLabel(images), false));
  }

  @Test
  void classesWithoutImagesAreSaid() throws IOException {
    writePngs("", images);
    writePng("6/000.png", 3, 6, new byte[18]);
    assertThat(load().summary()).endsWith("7 classes (no training image of 3, 4, 5)");
    writePng("99/000.png", 3, 6, new byte[18]);
    assertThat(load().summary())
        .endsWith("100 classes (no training image of 3, 4, 5, 7, 8 and 90 more)");
  }

  @Test
  void emptyFolder() {
    assertRefused(folder.toString(), "holds no images", REMEDY);
  }

  @Test
  void emptyLabelFolders() throws IOException {
    Files.createDirectories(folder.resolve("train/0"));
    writePngs("test/", images);
    assertRefused(folder.resolve("train").toString(), "holds no images", REMEDY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "train-labels-idx1-ubyte.gz", "picture.png"})
  void folderOfNoKnownKind(String name) throws IOException {
    Files.writeString(folder.resolve(name), "x");
    assertRefused(folder.resolve(name) + " is not a folder named by its label", REMEDY);
  }

  @Test
  void fileInsteadOfAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "x");
    assertThatThrownBy(() -> DataSets.load(spark, file.toString()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(file.toString(), "is not a folder", REMEDY);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }
}
