package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.data.DataSets;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.train.TrainJob;

/** Classes named by words, from the folders of the data to the sheets of the samples. */
class NamedClassesRunTest {
  @TempDir static Path temp;

  private static SparkSession spark;
  private static String result;
  private static Generation job;

  @BeforeAll
  static void trainAndGenerate() throws Exception {
    train(writeDigits("data", "cat", "dog"), "32");
    result = Files.readString(temp.resolve("checkpoints/_result.json"));
    begin();
    job.run("--per-class", "2", "--steps", "2", "--classes", "dog", "--format", "parquet,png");
  }

  private static void begin() {
    spark = Generation.session();
    job = new Generation(spark, checkpoints(), temp.resolve("out"));
  }

  private static String checkpoints() {
    return temp.resolve("checkpoints").toString();
  }

  private static Path writeDigits(String data, String... words) throws IOException {
    LabelledImages digits = Strokes.draw(0, 10);
    for (String word : words) {
      Path folder = Files.createDirectories(temp.resolve(data).resolve(word));
      for (int i = 0; i < digits.size(); i++) {
        try (OutputStream out = Files.newOutputStream(folder.resolve(i + ".png"))) {
          Png.write(out, new Picture(28, 28, 1, digits.image(i)));
        }
      }
    }
    return temp.resolve(data);
  }

  private static void train(Path data, String images) throws Exception {
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
    try {
      TrainJob.main(
          new String[] {
            "--data", data.toString(),
            "--preset", "tiny",
            "--images", images,
            "--warmup-images", "16",
            "--batch-size", "8",
            "--averaging-interval", "2",
            "--validation-images", "0",
            "--checkpoints", checkpoints()
          });
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
    }
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  @Test
  void theCheckpointKeepsTheNames() throws IOException {
    var stored = CheckpointStore.read(new Configuration(), checkpoints());
    assertThat(ClassNamesJson.of(stored.checkpoint().config(), 2).words())
        .containsExactly("cat", "dog");
  }

  @Test
  void theResultOfTheTrainingSaysThemAndWhatWasRead() {
    assertThat(result).contains("\"class_names\" : [ \"cat\", \"dog\" ]").contains("took 20 PNG");
  }

  @Test
  void aNameChoosesItsClass() {
    assertThat(job.samples().select("label").distinct().collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.getInt(0)).isEqualTo(1));
  }

  @Test
  void samplesAreADataSetWithTheSameNames() throws IOException {
    Generation more = new Generation(spark, checkpoints(), temp.resolve("more"));
    more.run("--per-class", "6", "--steps", "2");
    DataSplits splits = DataSets.load(spark, more.output().toString());
    assertThat(splits.names().words()).containsExactly("cat", "dog");
    assertThat(splits.train().classes()).isEqualTo(2);
    assertThat(more.folder().resolve("_manifest.json"))
        .content()
        .contains("\"class_names\" : [ \"cat\", \"dog\" ]");
  }

  /** The word of three letters takes more room than the number would. */
  @Test
  void theSheetShowsTheName() throws IOException {
    String name = "_pictures/contact-sheet.png";
    try (InputStream in = Files.newInputStream(job.folder().resolve(name))) {
      Picture sheet = Png.read(in, name);
      int images = 2 + 2 * (56 + 2);
      int letters = (4 * 3 - 1) * 5 + 2 * 2;
      assertThat(sheet.width()).isEqualTo(images + letters);
    }
  }

  @Test
  void anUnknownNameIsRefused() {
    Generation other = new Generation(spark, checkpoints(), temp.resolve("other"));
    assertThatThrownBy(() -> other.run("--classes", "dgo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model's classes are called cat, dog; give one of these");
    assertThatThrownBy(() -> other.run("--gif", "ant"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--gif names the class 'ant'");
  }

  @Test
  void otherNamesDoNotGoOnWithTheCheckpoint() throws IOException {
    Path other = writeDigits("others", "ant", "bee");
    spark.stop();
    try {
      assertThatThrownBy(() -> train(other, "64"))
          .hasStackTraceContaining(
              "has the classes [cat, dog], but those of the data are [ant, bee]");
    } finally {
      begin();
    }
  }
}
