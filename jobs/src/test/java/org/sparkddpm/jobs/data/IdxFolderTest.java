package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** Folders of IDX files: which pair is which split, and what the owner of a bad one reads. */
class IdxFolderTest extends DataFolder {
  private final LabelledImages train = noise(1, 35, 5, 4);
  private final LabelledImages test = noise(2, 7, 5, 4);

  @ParameterizedTest
  @ValueSource(strings = {"t10k-", "test-"})
  void plainPairsWithTheirTestSplit(String prefix) throws IOException {
    writeIdx("train-", train);
    writeIdx(prefix, test);
    assertLoaded(train, test);
  }

  @Test
  void gzippedPairsWithTheirTestSplit() throws IOException {
    writeGzippedIdx("train-", train);
    writeGzippedIdx("t10k-", test);
    assertLoaded(train, test);
  }

  @ParameterizedTest
  @CsvSource({
    "train-images.idx3-ubyte,train-labels.idx1-ubyte",
    "train-images.idx3-ubyte,train-labels-idx1-ubyte",
    "train-images-idx3-ubyte,train-labels.idx1-ubyte"
  })
  void aDotInTheNames(String images, String labels) throws IOException {
    for (String part : List.of("train", "t10k")) {
      LabelledImages written = part.equals("train") ? train : test;
      writeIdx(part + "-", written);
      writeGzippedIdx("zipped/" + part + "-", written);
      for (String zipped : List.of("", ".gz")) {
        Path in = zipped.isEmpty() ? folder : folder.resolve("zipped");
        Files.move(
            in.resolve(part + "-images-idx3-ubyte" + zipped),
            in.resolve(images.replace("train", part) + zipped));
        Files.move(
            in.resolve(part + "-labels-idx1-ubyte" + zipped),
            in.resolve(labels.replace("train", part) + zipped));
      }
    }
    assertLoaded(train, test);
    assertThat(load().summary()).endsWith("; took 42 IDX; 1 other folder left out (zipped/)");
    Loaded zipped = load(folder.resolve("zipped").toString());
    assertThat(zipped.train()).isEqualTo(train);
    assertThat(zipped.summary()).endsWith("; took 42 IDX");
  }

  @Test
  void unzippedFilesBesideTheZippedOnesAndWhatSystemsLeave() throws IOException {
    writeIdx("train-", train);
    writeGzippedIdx("train-", train);
    writeIdx("t10k-", test);
    Files.write(folder.resolve("._train-images-idx3-ubyte"), new byte[10]);
    Files.write(folder.resolve("train-images-idx3-ubyte.gz.part"), new byte[10]);
    assertLoaded(train, test);
  }

  @Test
  void aUriIsAPath() throws IOException {
    writeGzippedIdx("train-", train);
    writeIdx("t10k-", test);
    Loaded splits = load(folder.toUri().toString());
    assertThat(splits.train()).isEqualTo(train);
    assertThat(splits.test()).isEqualTo(test);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train-", "samples-", "", "my-", "t10k-", "test-"})
  void everyTenthImageIsHeldOutOfASinglePair(String prefix) throws IOException {
    writeIdx(prefix, train);
    Loaded splits = load();
    assertThat(splits.train()).isEqualTo(tenth(train, false));
    assertThat(splits.test()).isEqualTo(tenth(train, true));
    assertThat(splits.test().size()).isEqualTo(3);
  }

  @Test
  void gzippedSamplesOfAGenerationAreAPair() throws IOException {
    writeGzippedIdx("samples-", train);
    Files.writeString(folder.resolve("result.json"), "{}");
    writePng("contact-sheet.png", 2, 2, new byte[4]);
    assertThat(load().train()).isEqualTo(tenth(train, false));
    assertThat(load().summary())
        .endsWith("; took 35 IDX; 2 other files left out (contact-sheet.png, result.json)");
  }

  @Test
  void severalPairsOfWhichNoneIsTheTrainingSet() throws IOException {
    writeIdx("mine-", train);
    writeIdx("yours-", test);
    assertRefused(
        folder + " holds several IDX files of images",
        "[mine-images-idx3-ubyte, yours-images-idx3-ubyte]",
        "give --data the path of one");
    Path one = folder.resolve("mine-images-idx3-ubyte");
    assertThat(load(one.toString()).train()).isEqualTo(tenth(train, false));
  }

  @Test
  void imagesOnWhichThereIsNothingAreSaid() throws IOException {
    byte[] pixels = new byte[35 * 20];
    pixels[0] = 1;
    writeIdx("train-", new LabelledImages(train.shape(), 3, pixels, train.labels()));
    assertThat(load().summary())
        .contains("; 34 of 35 images are of one colour all over, the first is ")
        .endsWith(images() + " image 1");
  }

  @Test
  void bothSplitsHaveTheClassesOfTheRicherOne() throws IOException {
    writeIdx("train-", train.subset(0, 2));
    writeIdx("t10k-", test);
    Loaded splits = load();
    assertThat(splits.train().classes()).isEqualTo(3);
    assertThat(splits.test().classes()).isEqualTo(3);
    assertThat(splits.summary())
        .isEqualTo(
            folder
                + ": 2 training and 7 test images of 4x5 in gray, 3 classes (no training image of"
                + " 2); took 9 IDX; there are test images of 2, and no training images; give some,"
                + " or take those away");
  }

  @Test
  void imagesThatTheirPublisherTransposedAreSaid() throws IOException {
    writeIdx("emnist-digits-train-", train);
    writeIdx("emnist-digits-test-", test);
    Loaded splits = load();
    assertThat(splits.train()).isEqualTo(train);
    assertThat(splits.report().warnings())
        .singleElement()
        .asString()
        .contains("each image is transposed", "learnt as they lie", "write them turned");
  }

  @Test
  void pairsInColour() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 40);
    writeGzippedIdx("train-", colours);
    writeIdx("t10k-", ColourDigits.draw(40, 10));
    Loaded splits = load();
    assertThat(splits.train()).isEqualTo(colours);
    assertThat(splits.summary())
        .isEqualTo(
            folder + ": 40 training and 10 test images of 28x28 in RGB, 10 classes; took 50 IDX");
  }

  @Test
  void grayTestImagesForTrainingImagesInColour() throws IOException {
    writeIdx("train-", noise(1, 35, ImageShape.colour(5, 4)));
    writeIdx("t10k-", test);
    assertRefused(
        folder + ": training images are 4x5x3, test images 4x5", "the same size and channels");
  }

  @Test
  void grayAndColouredPairsOfOneName() throws IOException {
    writeIdx("train-", train);
    writeIdx("train-", noise(1, 35, ImageShape.colour(5, 4)));
    assertRefused(
        folder + " holds IDX files of gray images and of coloured ones",
        "[train-images-idx3-ubyte, train-images-idx4-ubyte]",
        "take one kind away");
  }

  @Test
  void channelsFirst() throws IOException {
    writeIdx("train-", noise(1, 35, ImageShape.colour(5, 4)));
    Path images = folder.resolve("train-images-idx4-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[11] = 3;
    bytes[15] = 5;
    bytes[19] = 4;
    Files.write(images, bytes);
    assertRefused(images + ": last dimension 4", "write coloured images as", "height, width, 3]");
  }

  @Test
  void tooFewImagesToHoldOutATenth() throws IOException {
    writeIdx("train-", train.subset(0, 4));
    assertRefused(
        "4 images in 3 classes are too few to hold out some of them",
        "give five images of a class at least, or images to test on");
    writeIdx("train-", train.subset(0, 5));
    assertThat(load().test()).isEqualTo(tenth(train.subset(0, 5), true));
    assertThat(load().test().size()).isEqualTo(1);
  }

  @Test
  void wrongMagic() throws IOException {
    writeIdx("train-", train);
    byte[] images = Files.readAllBytes(images());
    images[3] = 0x0d;
    Files.write(images(), images);
    assertRefused(
        images() + ": magic number 0x0000080d at offset 0 is not that of IDX images",
        "give an IDX file");
  }

  @Test
  void truncatedGzip() throws IOException {
    writeGzippedIdx("train-", train);
    Path images = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] bytes = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(
        images + ": the gzip data ends too early, after " + bytes.length / 2 + " bytes",
        "fetch it again");
  }

  @Test
  void labelCountDiffersFromImageCount() throws IOException {
    writeIdx("train-", train.subset(0, 30));
    byte[] labels = Files.readAllBytes(labels());
    writeIdx("train-", train);
    Files.write(labels(), labels);
    assertRefused(
        labels() + ": 30 labels",
        images() + " has 35 images",
        "give the two files of one data set");
  }

  @Test
  void missingLabels() throws IOException {
    writeIdx("train-", train);
    Files.delete(labels());
    assertThatThrownBy(this::load)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll(
            images() + " has no labels beside it", labels() + " is missing", "put it there");
  }

  @Test
  void splitsOfDifferentSizes() throws IOException {
    writeIdx("train-", train);
    writeIdx("t10k-", noise(3, 10, 4, 5));
    assertRefused(folder + ": training images are 4x5, test images 5x4", "give both the same size");
  }

  @Test
  void missingPath() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> load(nowhere.toString()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll(
            "--data " + nowhere + " does not exist", "correct the path", "-images-idx3-ubyte");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nosuch://host/digits", "hdfs://no.such.host.invalid:9000/digits"})
  void fileSystemThatIsNotThere(String location) {
    assertThatThrownBy(() -> load(location))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("--data " + location + " cannot be reached", "correct the URI");
  }

  private Path images() {
    return folder.resolve("train-images-idx3-ubyte");
  }

  private Path labels() {
    return folder.resolve("train-labels-idx1-ubyte");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }
}
