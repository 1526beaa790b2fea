package org.sparkddpm.bench.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;

/**
 * Writes drawn digits, as many as are wanted, as a pair of IDX files or as Parquet of Spark's image
 * struct: {@code DrawnSet idx|parquet IMAGES FOLDER}.
 */
public final class DrawnSet {

  private static final int BLOCK = 10_000;

  private DrawnSet() {}

  /**
   * Writes a set.
   *
   * @throws IOException if it cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    long images = Long.parseLong(arguments[1]);
    Path folder = Files.createDirectories(Path.of(arguments[2]));
    if (arguments[0].equals("idx")) {
      writeIdx(images, folder);
    } else {
      writeParquet(images, folder);
    }
  }

  private static void writeIdx(long count, Path folder) throws IOException {
    try (DataOutputStream pixels = out(folder.resolve("train-images-idx3-ubyte"));
        DataOutputStream labels = out(folder.resolve("train-labels-idx1-ubyte"))) {
      pixels.writeInt(0x803);
      pixels.writeInt((int) count);
      pixels.writeInt(Strokes.SIDE);
      pixels.writeInt(Strokes.SIDE);
      labels.writeInt(0x801);
      labels.writeInt((int) count);
      for (long first = 0; first < count; first += BLOCK) {
        LabelledImages digits = Strokes.draw(first, (int) Math.min(BLOCK, count - first));
        for (int i = 0; i < digits.size(); i++) {
          pixels.write(digits.image(i));
          labels.write(digits.label(i));
        }
      }
    }
  }

  private static DataOutputStream out(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(new BufferedOutputStream(out, 1 << 20));
  }

  private static void writeParquet(long count, Path folder) {
    StructType image =
        new StructType()
            .add("origin", DataTypes.StringType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("nChannels", DataTypes.IntegerType)
            .add("mode", DataTypes.IntegerType)
            .add("data", DataTypes.BinaryType);
    StructType schema =
        new StructType(
            new StructField[] {
              DataTypes.createStructField("image", image, false),
              DataTypes.createStructField("label", DataTypes.IntegerType, false)
            });
    try (SparkSession session = SparkSession.builder().master("local[*]").getOrCreate()) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      List<Long> blocks = LongStream.range(0, (count + BLOCK - 1) / BLOCK).boxed().toList();
      int files = (int) Math.max(1, count / 500_000);
      session
          .createDataFrame(
              spark.parallelize(blocks, files).flatMap(block -> rows(block * BLOCK, count)), schema)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(folder.toString());
    }
  }

  private static Iterator<Row> rows(long first, long count) {
    LabelledImages digits = Strokes.draw(first, (int) Math.min(BLOCK, count - first));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      rows.add(
          RowFactory.create(
              RowFactory.create(null, Strokes.SIDE, Strokes.SIDE, 1, 0, digits.image(i)),
              digits.label(i)));
    }
    return rows.iterator();
  }
}
