package org.sparkddpm.jobs.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;

/** Parquet whose cells are image files: HuggingFace's struct, plain bytes, Spark's binaryFile. */
class EncodedParquetTest extends DataFolder {
  private static final StructType IMAGE =
      new StructType()
          .add("bytes", DataTypes.BinaryType, true)
          .add("path", DataTypes.StringType, true);
  private static final StructType SCHEMA =
      new StructType().add("image", IMAGE, true).add("label", DataTypes.LongType, true);

  @TempDir Path parts;

  private final LabelledImages images = noise(1, 40, 6, 5);

  private static byte[] png(LabelledImages images, int i) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Png.write(
        out,
        new Picture(
            images.shape().height(),
            images.shape().width(),
            images.shape().channels(),
            images.image(i)));
    return out.toByteArray();
  }

  private static List<Row> rows(LabelledImages images) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      rows.add(
          RowFactory.create(RowFactory.create(png(images, i), i + ".png"), (long) images.label(i)));
    }
    return rows;
  }

  private static Dataset<Row> table(List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  /** Writes a table as a single file of a name. */
  private void write(Dataset<Row> table, String name) throws IOException {
    table.write().mode("overwrite").parquet(parts.toString());
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (var found = Files.newDirectoryStream(parts, "*.parquet")) {
      Files.move(found.iterator().next(), file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data/", "mnist/"})
  void partsAsHuggingFaceNamesThem(String parent) throws IOException {
    LabelledImages test = noise(2, 9, 6, 5);
    write(table(rows(images)), parent + "train-00000-of-00001.parquet");
    write(table(rows(test)), parent + "test-00000-of-00001.parquet");
    Files.writeString(folder.resolve("README.md"), "x");
    assertLoaded(images, test);
    assertThat(load().summary())
        .endsWith(
            "5x6 in gray, 3 classes; took 49 PNG in Parquet; 1 other file left out (README.md)");
  }

  @Test
  void partsInFolders() throws IOException {
    LabelledImages test = noise(2, 9, 6, 5);
    write(table(rows(images)), "train/0000.parquet");
    write(table(rows(test)), "validation/0000.parquet");
    write(table(rows(test)), "test/0000.parquet");
    assertLoaded(images, test);
    assertThat(load().summary()).endsWith("1 other file left out (test/0000.parquet)");
  }

  @ParameterizedTest
  @CsvSource({
    "mnist/train,mnist/test",
    "train.parquet,test.parquet",
    "split=train,split=test",
    "subset=training,subset=validation",
    "part=train,part=test"
  })
  void partsInFoldersOfFolders(String ofTrain, String ofTest) throws IOException {
    LabelledImages test = noise(2, 9, 6, 5);
    write(table(rows(images)), ofTrain + "/0000.parquet");
    write(table(rows(test)), ofTest + "/0000.parquet");
    assertLoaded(images, test);
  }

  @Test
  void labelsThatAreCalledLikeParts() throws IOException {
    write(table(rows(images)).drop("label"), "label=train/0000.parquet");
    write(table(rows(noise(2, 20, 6, 5))).drop("label"), "label=test/0000.parquet");
    assertThat(load().names().words()).containsExactly("test", "train");
  }

  @Test
  void anotherColumnThatMayHaveTheLabelsIsNotPassedOver() throws IOException {
    write(table(rows(images)).withColumnRenamed("label", "digit"), "train.parquet");
    assertRefused("column label", "--label-column");
  }

  @Test
  void imagesInColour() throws IOException {
    LabelledImages colours = ColourDigits.draw(0, 20);
    write(table(rows(colours)), "train.parquet");
    assertThat(load().train()).isEqualTo(tenth(colours, false));
  }

  @Test
  void plainBytesInColumnsOfAnyName() throws IOException {
    Dataset<Row> named =
        table(rows(images)).select(col("image.bytes").as("the.img"), col("label").as("fine label"));
    write(named, "digits.parquet");
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "has no column image among [the.img, fine label]", "--image-column");
    DataColumns columns = new DataColumns(Optional.of("the.img"), Optional.of("fine label"));
    Loaded splits = load(folder.toString(), columns);
    assertThat(splits.train()).isEqualTo(tenth(images, false));
    DataColumns wrong = new DataColumns(Optional.of("the.img"), Optional.of("coarse"));
    assertThatThrownBy(() -> load(folder.toString(), wrong))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("has no column coarse among");
  }

  @Test
  void filesAsSparkReadsThemAreNamedByTheirFolders() throws IOException {
    LabelledImages sorted = byLabel(images);
    for (int i = 0; i < sorted.size(); i++) {
      Picture picture = new Picture(6, 5, 1, sorted.image(i));
      String word = List.of("ant", "bee", "cat").get(sorted.label(i));
      try (var out = out("files/" + word + "/" + (100 + i) + ".png")) {
        Png.write(out, picture);
      }
    }
    Dataset<Row> files =
        spark
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", "true")
            .load(folder.resolve("files").toString());
    write(files.sort("path").coalesce(1), "table/images.parquet");
    Loaded splits = load(folder.resolve("table").toString());
    assertThat(splits.names().words()).containsExactly("ant", "bee", "cat");
    assertThat(splits.train()).isEqualTo(tenth(sorted, false));
  }

  @Test
  void labelsThatAreWords() throws IOException {
    write(
        table(rows(images))
            .withColumn("label", when(col("label").equalTo(0), "dog").otherwise("cat")),
        "train.parquet");
    Loaded splits = load();
    assertThat(splits.names().words()).containsExactly("cat", "dog");
    assertThat(splits.train().label(0)).isEqualTo(1);
  }

  /** As words, 10.0 would be the second class. */
  @Test
  void labelsThatAreNumbersWrittenAsTexts() throws IOException {
    write(
        table(rows(images))
            .withColumn("label", concat(col("label").multiply(5).cast("string"), lit(".0"))),
        "train.parquet");
    Loaded splits = load();
    assertThat(splits.names().areWords()).isFalse();
    assertThat(splits.train().classes()).isEqualTo(11);
    assertThat(splits.train().label(2)).isEqualTo(10);
  }

  /** As HuggingFace's library writes a column of classes: numbers, their names in the footer. */
  private void writeNamed(String name, LabelledImages images, String... names) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message row {
              optional group image { optional binary bytes; optional binary path (STRING); }
              optional int64 label;
            }
            """);
    String quoted = String.join(", ", List.of(names).stream().map(n -> '"' + n + '"').toList());
    String features =
        "{\"info\": {\"features\": {\"label\": {\"names\": [%s]}}}}".formatted(quoted);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(folder.resolve(name).toString()))
            .withType(schema)
            .withExtraMetaData(Map.of("huggingface", features))
            .build()) {
      for (int i = 0; i < images.size(); i++) {
        Group row = new SimpleGroup(schema);
        Group image = row.addGroup("image");
        image.add("bytes", Binary.fromConstantByteArray(png(images, i)));
        row.add("label", (long) images.label(i));
        writer.write(row);
      }
    }
  }

  @Test
  void namesInTheFooterOfTheFile() throws IOException {
    writeNamed("train.parquet", images, "plane", "car", "bird", "cat");
    writeNamed("test.parquet", images, "plane", "car", "bird", "cat");
    Loaded splits = load();
    assertThat(splits.summary())
        .contains("4 classes: plane, car, bird, cat (no training image of cat)");
    assertThat(splits.train().labels()).isEqualTo(images.labels());
    assertThat(splits.test().labels()).isEqualTo(images.labels());
  }

  @Test
  void numbersForNamesAreNumbers() throws IOException {
    writeNamed("train.parquet", images, "0", "1", "2");
    assertThat(load().names().areWords()).isFalse();
  }

  @Test
  void aLabelWithoutAName() throws IOException {
    writeNamed("train.parquet", images, "plane", "car");
    assertRefused("train.parquet row 2: label 2 is not in 0..1, for which the file has names");
  }

  @Test
  void aCellThatIsNoImageIsNamed() throws IOException {
    List<Row> rows = rows(images);
    rows.set(
        7,
        RowFactory.create(
            RowFactory.create("RIFF1234WEBP".getBytes(StandardCharsets.US_ASCII), "x.webp"), 1L));
    write(table(rows), "train.parquet");
    assertRefused("train.parquet row 7 (x.webp): WebP is not read", "convert it to PNG");
  }

  @Test
  void aPathWithoutBytes() throws IOException {
    write(
        table(rows(images))
            .withColumn(
                "image",
                struct(lit(null).cast("binary").as("bytes"), col("image.path").as("path"))),
        "train.parquet");
    assertRefused("row 0 (0.png) has the path of an image and not its bytes", "write the bytes");
  }

  @Test
  void aRowWithoutALabel() throws IOException {
    List<Row> rows = rows(images);
    rows.set(7, RowFactory.create(rows.get(7).get(0), null));
    write(table(rows), "train.parquet");
    assertRefused("row 7 (7.png) has no image, or no whole number as label");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }
}
