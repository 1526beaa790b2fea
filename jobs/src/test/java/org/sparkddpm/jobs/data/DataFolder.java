package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Idx;
import org.sparkddpm.images.formats.IdxWriter;
import org.sparkddpm.images.formats.Png;

/** A Spark of one thread, an empty folder for each test, and ways to fill it. */
abstract class DataFolder {
  private static final long SEED = 0;

  static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("data")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 3)
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /** A data set whose images are all in this process. */
  record Loaded(LabelledImages train, LabelledImages test, DataSplits splits) {
    static Loaded of(DataSplits splits) throws IOException {
      return new Loaded(splits.train().collect(), splits.test().collect(), splits);
    }

    String origin() {
      return splits.origin();
    }

    String summary() {
      return splits.summary();
    }

    ClassNames names() {
      return splits.names();
    }

    DataReport report() {
      return splits.report();
    }
  }

  Loaded load() throws IOException {
    return load(folder.toString());
  }

  static Loaded load(String source) throws IOException {
    return load(source, DataColumns.USUAL);
  }

  static Loaded load(String source, DataColumns columns) throws IOException {
    return Loaded.of(DataSets.load(spark, source, columns, SEED));
  }

  void assertLoaded(LabelledImages train, LabelledImages test) throws IOException {
    Loaded splits = load();
    assertThat(splits.train()).isEqualTo(train);
    assertThat(splits.test()).isEqualTo(test);
    assertThat(splits.origin()).isEqualTo(folder.toString());
  }

  /** Images of noise, their labels 0, 1, 2, 0, ... and so in three classes from three images on. */
  static LabelledImages noise(long seed, int count, int height, int width) {
    return noise(seed, count, ImageShape.gray(height, width));
  }

  static LabelledImages noise(long seed, int count, ImageShape shape) {
    byte[] pixels = new byte[count * shape.size()];
    new Random(seed).nextBytes(pixels);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 3);
    return new LabelledImages(shape, 3, pixels, labels);
  }

  /** The images that are held out for validation, or the others. */
  static LabelledImages tenth(LabelledImages all, boolean held) {
    Set<Integer> out = heldOut(all);
    LabelledImagesBuilder some = new LabelledImagesBuilder();
    for (int i = 0; i < all.size(); i++) {
      if (out.contains(i) == held) {
        some.add(all.image(i), all.shape(), all.label(i), "noise");
      }
    }
    return some.build("noise").withClasses(all.classes());
  }

  /** Of each class the tenth that ranks lowest; of all together, where that would be none. */
  private static Set<Integer> heldOut(LabelledImages all) {
    Set<Integer> out = new HashSet<>();
    for (int label = 0; label < all.classes(); label++) {
      int of = label;
      out.addAll(lowest(all, IntStream.range(0, all.size()).filter(i -> all.label(i) == of)));
    }
    return out.isEmpty() ? lowest(all, IntStream.range(0, all.size())) : out;
  }

  private static Set<Integer> lowest(LabelledImages all, IntStream some) {
    List<Integer> sorted =
        some.boxed()
            .sorted(Comparator.comparingLong(i -> HoldOut.rank(SEED, all.image(i))))
            .toList();
    return Set.copyOf(sorted.subList(0, (sorted.size() + 5) / 10));
  }

  private static String imagesFile(String prefix, LabelledImages images) {
    return prefix + (images.shape().channels() == 1 ? "images-idx3-ubyte" : "images-idx4-ubyte");
  }

  void writeIdx(String prefix, LabelledImages images) throws IOException {
    try (OutputStream pixels = out(imagesFile(prefix, images));
        OutputStream labels = out(prefix + "labels-idx1-ubyte")) {
      Idx.writeImages(pixels, images);
      Idx.writeLabels(labels, images);
    }
  }

  void writeGzippedIdx(String prefix, LabelledImages images) throws IOException {
    try (IdxWriter writer =
        new IdxWriter(
            out(imagesFile(prefix, images) + ".gz"),
            out(prefix + "labels-idx1-ubyte.gz"),
            images.size(),
            images.shape())) {
      for (int i = 0; i < images.size(); i++) {
        writer.add(images.image(i), images.label(i));
      }
    }
  }

  /** Writes a PNG for each image, its name its number, into the folder of its label. */
  void writePngs(String parent, LabelledImages images) throws IOException {
    for (int i = 0; i < images.size(); i++) {
      writePng(
          String.format(Locale.ROOT, "%s%d/%03d.png", parent, images.label(i), i),
          images.shape().height(),
          images.shape().width(),
          images.image(i));
    }
  }

  void writePng(String name, int height, int width, byte[] pixels) throws IOException {
    try (OutputStream out = out(name)) {
      Png.write(out, new Picture(height, width, pixels.length / (height * width), pixels));
    }
  }

  /** The images ordered as folders of labels order them. */
  static LabelledImages byLabel(LabelledImages all) {
    LabelledImagesBuilder sorted = new LabelledImagesBuilder();
    for (int label = 0; label < all.classes(); label++) {
      for (int i = 0; i < all.size(); i++) {
        if (all.label(i) == label) {
          sorted.add(all.image(i), all.shape(), label, "noise");
        }
      }
    }
    return sorted.build("noise").withClasses(all.classes());
  }

  OutputStream out(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.newOutputStream(file);
  }
}
