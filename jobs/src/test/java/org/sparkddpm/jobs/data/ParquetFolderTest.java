package org.sparkddpm.jobs.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** Parquet with Spark's image column: in files, in partitions by label, and when it is bad. */
class ParquetFolderTest extends DataFolder {
  // Spark's image schema, but with fields that may be null: other writers do not forbid it.
  private static final StructType IMAGE =
      new StructType(
          Arrays.stream(ImageSchema.columnSchema().fields())
              .map(field -> DataTypes.createStructField(field.name(), field.dataType(), true))
              .toArray(StructField[]::new));
  private static final StructType SCHEMA =
      new StructType().add("image", IMAGE).add("label", DataTypes.IntegerType);

  private final LabelledImages images = noise(1, 40, 4, 3);

  @Test
  void rowsComeInTheOrderOfFilesAndRows() throws IOException {
    write(table(rows(images), 4), "");
    assertLoaded(tenth(images, false), tenth(images, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run[1]", "{a,b}", "what?", "a*"})
  void aNameThatLooksLikeAPatternIsAName(String name) throws IOException {
    write(table(rows(images), 2), name);
    // What the patterns would match as well.
    Files.createDirectories(folder.resolve("run1"));
    Files.createDirectories(folder.resolve("a"));
    Loaded splits = load(folder.resolve(name).toString());
    assertThat(splits.train().size() + splits.test().size()).isEqualTo(40);
  }

  @Test
  void readingInPiecesDoesNotChangeTheOrder() throws IOException {
    write(table(rows(images), 8), "");
    Loaded whole = load();
    spark.conf().set("spark.sql.files.maxPartitionBytes", "600");
    spark.conf().set("spark.sql.files.openCostInBytes", "0");
    try {
      assertLoaded(whole.train(), whole.test());
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
      spark.conf().unset("spark.sql.files.openCostInBytes");
    }
  }

  @Test
  void partitionsByLabelWithOtherFilesBeside() throws IOException {
    for (int label = 0; label < 3; label++) {
      int wanted = label;
      List<Row> some = rows(images).stream().filter(row -> row.getInt(1) == wanted).toList();
      write(table(some, 2).drop("label"), "label=" + label);
    }
    Files.writeString(folder.resolve("result.json"), "{}");
    Files.writeString(folder.resolve("label=1/unit.json"), "{}");
    writePng("contact-sheet.png", 9, 9, new byte[81]);
    writeIdx("figures/other-", noise(5, 3, 2, 2));
    LabelledImages sorted = byLabel(images);
    assertLoaded(tenth(sorted, false), tenth(sorted, true));
  }

  @Test
  void samplesPairBesidePartitionsIsReadAlone() throws IOException {
    table(rows(images), 1).write().partitionBy("label").mode("append").parquet(folder.toString());
    writeGzippedIdx("samples-", byLabel(images));
    assertThat(load().train()).isEqualTo(tenth(byLabel(images), false));
  }

  @Test
  void partitionsThatSparkWrites() throws IOException {
    table(rows(images), 2).write().partitionBy("label").mode("append").parquet(folder.toString());
    Loaded splits = load();
    assertThat(content(splits.train(), splits.test()))
        .containsExactlyInAnyOrderElementsOf(content(images));
    assertThat(splits.test().size()).isEqualTo(3);
    assertLoaded(splits.train(), splits.test());
  }

  @Test
  void trainAndTestFolders() throws IOException {
    LabelledImages test = noise(2, 5, 4, 3);
    write(table(rows(images), 2), "train");
    write(table(rows(test), 1), "test");
    assertLoaded(images, test);
  }

  @Test
  void folderNamedParquet() throws IOException {
    Path named = folder.resolve("digits.parquet");
    write(table(rows(images), 1), "digits.parquet");
    Loaded splits = load(named.toString());
    assertThat(splits.train()).isEqualTo(tenth(images, false));
    assertLoaded(splits.train(), splits.test());
  }

  @Test
  void emptyFolderNamedParquet() throws IOException {
    Path named = Files.createDirectory(folder.resolve("digits.parquet"));
    assertThatThrownBy(() -> load(named.toString()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(named.toString(), "holds no", "give IDX files");
  }

  @Test
  void trainAndTestOfDifferentSizes() throws IOException {
    write(table(rows(images), 1), "train");
    write(table(rows(noise(2, 5, 3, 3)), 1), "test");
    assertRefused(": training images are 3x4, test images 3x3", "give both the same size");
  }

  @Test
  void imagesOfDifferentSizes() throws IOException {
    assertRowRefused(row(image(2, 3, 1, new byte[6]), 0), "is 3x2, but another image", "3x4");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void imagesOfOtherChannels(int channels) throws IOException {
    assertRowRefused(
        row(image(4, 3, channels, new byte[12 * channels]), 0),
        "has " + channels + " channels",
        "gray images of one channel, or coloured ones of three");
  }

  @Test
  void grayAmongColours() throws IOException {
    assertRowRefused(
        row(image(4, 3, 3, new byte[36]), 0),
        "is RGB, but another image",
        "row 0) is gray",
        "make all images gray or all coloured");
  }

  @Test
  void absurdSize() throws IOException {
    assertRowRefused(
        row(image(4, 1 << 30, 1, new byte[0]), 0), "width 1073741824 of the images is not in 1");
  }

  /** Spark's own reader of pictures is the judge of the order of the channels. */
  @Test
  void coloursAsSparkReadsThemFromPngs() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 40);
    writePngs("pngs/", colours);
    for (int label = 0; label < colours.classes(); label++) {
      spark
          .read()
          .format("image")
          .load(folder.resolve("pngs/" + label).toString())
          .withColumn("label", lit(label))
          .write()
          .mode("append")
          .parquet(folder.resolve("parquet").toString());
    }
    Loaded splits = load(folder.resolve("parquet").toString());
    assertThat(content(splits.train(), splits.test()))
        .containsExactlyInAnyOrderElementsOf(content(colours));
    assertThat(splits.summary()).contains("images of 28x28 in RGB, 10 classes");
  }

  @Test
  void dataOfAnotherLength() throws IOException {
    assertRowRefused(
        row(image(4, 3, 1, new byte[11]), 0), "11 bytes are not an image of 3x4 (12 bytes)");
  }

  @Test
  void nullImage() throws IOException {
    assertRowRefused(
        row(null, 0), "has no image, or no whole number as label", "remove the row or fill it");
  }

  @Test
  void nullPixels() throws IOException {
    assertRowRefused(row(image(4, 3, 1, null), 0), "has no image, or no whole number as label");
  }

  @Test
  void nullHeight() throws IOException {
    Row image = RowFactory.create("noise", null, 3, 1, 0, new byte[12]);
    assertRowRefused(row(image, 0), "has no image, or no whole number as label");
  }

  @Test
  void unfinishedFilesOfSparkAreNotRead() throws IOException {
    write(table(rows(images), 1), "");
    write(table(rows(images), 1), "_temporary/0");
    assertThat(load().train()).isEqualTo(tenth(images, false));
  }

  @Test
  void singleFile() throws IOException {
    write(table(rows(images), 1), "");
    assertThat(load(onlyFile().toString()).train()).isEqualTo(tenth(images, false));
  }

  @Test
  void nullLabel() throws IOException {
    assertRowRefused(
        row(image(4, 3, 1, new byte[12]), null), "has no image, or no whole number as label");
  }

  @Test
  void negativeLabel() throws IOException {
    assertRowRefused(
        row(image(4, 3, 1, new byte[12]), -1), "label -1 is not in 0..65535", "number the classes");
  }

  @Test
  void labelTooLarge() throws IOException {
    assertRowRefused(row(image(4, 3, 1, new byte[12]), 65_536), "label 65536 is not in 0..65535");
  }

  @Test
  void labelsOfAnyTypeThatHoldsWholeNumbers() throws IOException {
    for (String type : List.of("long", "byte", "double", "string")) {
      write(table(rows(images), 1).withColumn("label", col("label").cast(type)), type);
      assertThat(load(folder.resolve(type).toString()).train())
          .as(type)
          .isEqualTo(tenth(images, false));
    }
  }

  @Test
  void labelThatIsNoWholeNumber() throws IOException {
    write(table(rows(images), 1).withColumn("label", col("label").plus(0.5)), "half");
    assertThatThrownBy(() -> load(folder.resolve("half").toString()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            folder.resolve("half").toString(), ".parquet row 0", "no whole number as label");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.7", " 1.7", "-1", "1e1", "1,7"})
  void textThatIsNoWholeNumber(String text) throws IOException {
    write(
        table(rows(images), 1)
            .withColumn("label", functions.when(col("label").equalTo(1), text).otherwise("0")),
        "");
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void folderThatIsNoWholeNumber() throws IOException {
    write(table(rows(images), 1).drop("label"), "label=0");
    write(table(rows(images), 1).drop("label"), "label=1.7");
    assertRefused("label=1.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte", "short", "long"})
  void sidesOfAnyTypeOfWholeNumbers(String type) throws IOException {
    write(table(rows(images), 1).withColumn("image", sides(type)), "");
    assertLoaded(tenth(images, false), tenth(images, true));
  }

  @Test
  void sidesThatAreNoWholeNumbers() throws IOException {
    for (String type : List.of("string", "double")) {
      write(table(rows(images), 1).withColumn("image", sides(type)), type);
      assertThatThrownBy(() -> load(folder.resolve(type).toString()))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessageContaining(
              "the field height of the column image must hold whole numbers, but is " + type);
    }
  }

  @Test
  void sidesBeyondAnInt() throws IOException {
    write(
        table(rows(images), 1)
            .withColumn("image", sides("long"))
            .withColumn(
                "image", col("image").withField("height", col("image.height").plus(1L << 32))),
        "");
    assertRefused(".parquet row 0: height 4294967300 of the images is not in 1..4096 pixels");
  }

  private static Column sides(String type) {
    return col("image")
        .withField("height", col("image.height").cast(type))
        .withField("width", col("image.width").cast(type))
        .withField("nChannels", col("image.nChannels").cast(type));
  }

  @Test
  void labelBeyondAnInt() throws IOException {
    write(table(rows(images), 1).withColumn("label", col("label").plus(1L << 32)), "");
    assertRefused(".parquet row 0: label 4294967296 is not in 0..65535");
  }

  @Test
  void labelColumnOfAnotherType() throws IOException {
    write(table(rows(images), 1).withColumn("label", functions.array(col("label"))), "");
    assertRefused(
        folder
            + ": the column label must hold labels, which are whole numbers or words, but is"
            + " array<int>",
        "--label-column");
  }

  @Test
  void truncatedFile() throws IOException {
    write(table(rows(images), 1), "");
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            folder + ": a Parquet file cannot be read",
            file.getFileName().toString(),
            "write it again, or take it away");
  }

  @Test
  void aStoreThatIsAwayIsNoFaultOfTheFiles() throws IOException {
    write(table(rows(images), 1), "");
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.unreadable = path -> path.getName().endsWith(".parquet");
    FaultyFileSystem.settings(faults).forEach(spark.sparkContext().hadoopConfiguration()::set);
    for (IOException away :
        List.of(new ConnectException("Connection refused"), FaultyFileSystem.connectionEnded())) {
      faults.failure = () -> away;
      assertThatThrownBy(() -> load(FaultyFileSystem.SCHEME + "://" + folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder + ": its store cannot be reached (")
          .hasMessageNotContaining("write it again");
    }
  }

  @Test
  void fileThatIsNoParquet() throws IOException {
    Path file = Files.writeString(folder.resolve("digits.parquet"), "seven");
    assertThatThrownBy(() -> load(file.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file + ": a Parquet file cannot be read", "write it again");
  }

  @Test
  void missingColumns() throws IOException {
    write(table(rows(images), 1).withColumnRenamed("label", "digit"), "");
    assertRefused(
        folder
            + ": Parquet needs a column of images and one of labels, but has no column label among"
            + " [image, digit]",
        "--label-column");
  }

  @Test
  void imageColumnOfAnotherType() throws IOException {
    write(table(rows(images), 1).withColumn("image", col("image.data")), "");
    assertRefused(".parquet row 0: does not start as an image file at offset 0");
    write(table(rows(images), 1).withColumn("image", col("image.height")), "numbers");
    assertThatThrownBy(() -> load(folder.resolve("numbers").toString()))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "the column image must hold images", "but is int", "--image-column");
  }

  @Test
  void noRows() throws IOException {
    write(table(List.of(), 1), "");
    assertRefused(folder.toString(), "holds no images");
  }

  private Path onlyFile() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.parquet")) {
      return found.iterator().next();
    }
  }

  private void assertRowRefused(Row bad, String... parts) throws IOException {
    List<Row> rows = new ArrayList<>(rows(images));
    rows.add(17, bad);
    write(table(rows, 1), "");
    assertRefused(parts);
    assertRefused(".parquet row 17");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }

  private static List<String> content(LabelledImages... sets) {
    List<String> all = new ArrayList<>();
    for (LabelledImages set : sets) {
      for (int i = 0; i < set.size(); i++) {
        all.add(set.label(i) + " " + HexFormat.of().formatHex(set.image(i)));
      }
    }
    return all;
  }

  private static List<Row> rows(LabelledImages images) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      rows.add(
          row(
              image(images.shape().height(), images.shape().width(), 1, images.image(i)),
              images.label(i)));
    }
    return rows;
  }

  private static Row image(int height, int width, int channels, byte[] data) {
    return RowFactory.create("noise", height, width, channels, 0, data);
  }

  private static Row row(Row image, Integer label) {
    return RowFactory.create(image, label);
  }

  private static Dataset<Row> table(List<Row> rows, int parts) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark.createDataFrame(context.parallelize(rows, parts), SCHEMA);
  }

  private void write(Dataset<Row> table, String name) {
    table.write().mode("append").parquet(folder.resolve(name).toString());
  }
}
