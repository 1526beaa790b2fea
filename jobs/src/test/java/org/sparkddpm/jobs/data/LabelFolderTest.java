package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** Folders of PNG named by label, and folders that are none of the known kinds. */
class LabelFolderTest extends DataFolder {
  private static final String REMEDY =
      "a folder of images (PNG, JPEG, BMP, GIF) for each class (0/, 1/, ... or cat/, dog/, ...)";

  private final LabelledImages images = noise(1, 33, 3, 6);

  @Test
  void everyTenthInTheOrderOfLabelsAndNamesIsHeldOut() throws IOException {
    writePngs("", images);
    LabelledImages sorted = byLabel(images);
    assertLoaded(tenth(sorted, false), tenth(sorted, true));
  }

  @Test
  void trainAndTestFolders() throws IOException {
    LabelledImages test = noise(2, 6, 3, 6);
    writePngs("train/", images);
    writePngs("test/", test);
    assertLoaded(byLabel(images), byLabel(test));
  }

  @Test
  void foldersInColour() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 40);
    writePngs("", colours);
    LabelledImages sorted = byLabel(colours);
    Loaded splits = load();
    assertLoaded(tenth(sorted, false), tenth(sorted, true));
    assertThat(splits.summary())
        .endsWith(
            "36 training and (a tenth of each class, held out) 4 test images of 28x28 in RGB, 10 classes; took 40 PNG");
  }

  @Test
  void grayAmongColours() throws IOException {
    writePngs("", images);
    writePng("1/zzz.png", 3, 6, new byte[54]);
    assertRefused(
        folder.resolve("1/zzz.png") + ": is RGB, but another image",
        folder.resolve("1/001.png") + ") is gray",
        "make all images gray or all coloured");
  }

  @Test
  void hiddenFilesAndOtherFilesBesideTheImagesAreNoFault() throws IOException {
    writePngs("", images);
    Files.writeString(folder.resolve(".DS_Store"), "x");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    Files.writeString(folder.resolve("0/readme.txt"), "x");
    assertThat(load().train()).isEqualTo(tenth(byLabel(images), false));
    assertThat(load().summary())
        .endsWith("; took 33 PNG; 3 other files left out (.DS_Store, 0/readme.txt, _SUCCESS)");
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
        folder.resolve("1/zzz.png") + ": is 5x3, but another image",
        folder.resolve("1/001.png") + ") is 6x3",
        "scale all images to one size");
  }

  @Test
  void twoFoldersOfOneLabel() throws IOException {
    writePngs("", images);
    writePng("02/000.png", 3, 6, new byte[18]);
    assertRefused(": '02' and '2' are the same label; put their images into one class");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cats", "1-1", "label-3"})
  void aWordAmongNumbers(String name) throws IOException {
    writePngs("", images);
    writePng(name + "/000.png", 3, 6, new byte[18]);
    assertRefused(
        " names classes by numbers, such as '0', and by words, such as '" + name + "'",
        "name all by numbers from 0 on, or all by words");
  }

  @Test
  void labelOutOfRange() throws IOException {
    writePngs("", images);
    writePng("65536/000.png", 3, 6, new byte[18]);
    assertRefused(": label 65536 is not in 0..65535: number the classes from 0");
  }

  @Test
  void damagedPng() throws IOException {
    writePngs("", images);
    Path bad = folder.resolve("2/bad.png");
    Files.writeString(bad, "not a picture");
    assertRefused(
        bad + ": does not start as an image file at offset 0",
        "convert it to PNG, or take it away");
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
  void severalFaultsAreNamedInOneRun() throws IOException {
    writePngs("", images);
    for (String bad : List.of("0/003.png", "0/006.png", "2/002.png")) {
      Files.writeString(folder.resolve(bad), "not a picture");
    }
    writePng("1/zzz.png", 3, 5, new byte[15]);
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageEndingWith(
            "convert it to PNG, or take it away and 3 more: %s, %s, %s",
            file("0/006.png"), file("1/zzz.png"), file("2/002.png"))
        .hasMessageStartingWith(
            "%s: does not start as an image file at offset 0", file("0/003.png"));
  }

  @Test
  void aFolderOfFaultsIsNotReadToItsEnd() throws IOException {
    writePngs("", images);
    for (int i = 0; i < 40; i++) {
      Files.writeString(folder.resolve("2/bad" + i + ".png"), "not a picture");
    }
    assertRefused(" and at least 9 more: ", "/2/bad", ", ...");
  }

  private String file(String name) {
    return folder.resolve(name).toUri().toString().replace("///", "/");
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
    assertThat(load().summary()).contains("7 classes (no training image of 3, 4, 5); took");
    writePng("99/000.png", 3, 6, new byte[18]);
    assertThat(load().summary())
        .contains("100 classes (no training image of 3, 4, 5, 7, 8 and 90 more); took");
  }

  @Test
  void emptyFolder() {
    assertRefused(folder + " holds no images that are known (it is empty)", REMEDY);
  }

  @Test
  void emptyLabelFolders() throws IOException {
    Files.createDirectories(folder.resolve("train/0"));
    writePngs("test/", images);
    assertRefused("train: holds no images", "at least one labelled image");
  }

  @Test
  void aClassWithoutAFileIsAClass() throws IOException {
    writePngs("", images);
    Files.createDirectories(folder.resolve("4"));
    assertThat(load().train().classes()).isEqualTo(5);
    assertThat(load().summary()).contains("5 classes (no training image of 3, 4)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "train-labels-idx1-ubyte.gz", "picture.png"})
  void folderOfNoKnownKind(String name) throws IOException {
    Files.writeString(folder.resolve(name), "x");
    assertRefused(folder + " holds no images that are known (it has " + name + ")", REMEDY);
  }

  @Test
  void anImageBesideTheClasses() throws IOException {
    writePngs("", images);
    writePng("picture.png", 3, 6, new byte[18]);
    assertRefused(
        folder.resolve("picture.png") + " is an image beside the folders of the classes",
        "move it into that of its class");
  }

  @Test
  void aFolderInThatOfAClass() throws IOException {
    writePngs("", images);
    writePng("1/more/000.png", 3, 6, new byte[18]);
    assertRefused(folder.resolve("1/more") + " is a folder in that of a class", "move them up");
  }

  @Test
  void fileInsteadOfAFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "x");
    assertThatThrownBy(() -> load(file.toString()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(file.toString(), "is not a file of a known kind of data", REMEDY);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }
}
