package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;
import org.sparkddpm.judge.JudgeTraining;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** Each fault of a set of samples is found by the measure that is meant for it. */
class EvaluationTest {

  private static final int PER_CLASS = 100;
  private static final JudgeConfig CONFIG = new JudgeConfig(28, 28, 1, 10, 16, 32);
  private static final LabelledImages TRAIN = Strokes.draw(0, 3_000);
  private static final LabelledImages TEST = Strokes.draw(3_000, 1_100);
  private static final LabelledImages FRESH = Strokes.draw(10_000, 10 * PER_CLASS);

  @TempDir static Path temp;
  private static SparkSession session;
  private static JavaSparkContext spark;
  private static DataSplits data;
  private static StoredJudge judge;
  private static Figures good;

  @BeforeAll
  static void start() throws IOException {
    session =
        SparkSession.builder()
            .master("local[2]")
            .appName("evaluation test")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    data = DataSplits.of(session, TRAIN, TEST, "digits");
    judge = trained(TRAIN, 10_000);
    new JudgeFolder(new Configuration(), temp.resolve("judge").toString()).write(judge);
    good = figures("good", (label, index) -> FRESH.image(10 * index + label));
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static StoredJudge trained(LabelledImages images, long seen) {
    Engine engine = Engines.fastest();
    engine.bind(2);
    JudgePlan plan = JudgePlan.of(1, seen);
    return new StoredJudge(
        CONFIG,
        plan,
        ClassNames.NUMBERS,
        "digits",
        images.size(),
        "0".repeat(64),
        "identity",
        new Share(9, 10),
        JudgeTraining.run(CONFIG, plan, images, engine, JudgeTraining.Listener.NONE));
  }

  private static Figures figures(String name, SampleRun.Pixels pixels) throws IOException {
    return figures(
        SampleRun.write(temp.resolve("samples"), name, TRAIN.shape(), 10, PER_CLASS, pixels),
        judge,
        3);
  }

  private static Figures figures(Path run, StoredJudge by, int partitions) throws IOException {
    Settings settings =
        Commands.parse(EvaluateOptions.COMMAND, "--samples", run.toString(), "--compare", "1000");
    ComputeSetup setup = new ComputeSetup(RunEngine.cpu(), 1);
    SampleSet samples = SampleSet.find(new Configuration(), run.toString());
    RealImages real = RealImages.of(data, partitions);
    try (Jury jury = new Jury(spark, by.config(), by.weights(), setup)) {
      return new Evaluation(spark, settings, real, samples, by, setup, partitions).run(jury);
    }
  }

  @Test
  void samplesLikeTheDataAreLikeTheTestImages() {
    assertThat(good.agreement().samples()).isGreaterThan(0.93);
    assertThat(good.agreementOf(good.worstClass())).isGreaterThan(0.8);
    assertThat(good.compared().total()).isEqualTo(1_000);
    assertThat(good.frechet().ratio()).isBetween(0.3, 2.5);
    assertThat(good.density().samples()).isBetween(0.8, 1.2);
    assertThat(good.coverage().samples()).isBetween(0.9, 1.0);
    assertThat(good.nearest().toTraining().ratio()).isBetween(0.95, 1.05);
    assertThat(good.nearest().memorised().value()).isLessThan(0.04);
    assertThat(good.nearest().alike().value()).isLessThan(0.04);
    assertThat(good.copies()).isEqualTo(new ExactCopies(0, 0, 0, 0));
  }

  @Test
  void swappedLabelsLowerTheAgreementOfTheirClasses() throws IOException {
    Figures swapped =
        figures(
            "swapped",
            (label, index) -> FRESH.image(10 * index + (label == 3 ? 8 : label == 8 ? 3 : label)));
    assertThat(swapped.agreementOf(3)).isLessThan(0.1);
    assertThat(swapped.agreementOf(8)).isLessThan(0.1);
    assertThat(swapped.worstClass()).isIn(3, 8);
    assertThat(swapped.ofSamples().confusion().rows().get(3)[8]).isGreaterThan(80);
    assertThat(swapped.agreement().samples()).isLessThan(good.agreement().samples() - 0.15);
  }

  @Test
  void copiesOfOneImageAreDuplicatesAndCoverLittle() throws IOException {
    Figures copies = figures("copies", (label, index) -> FRESH.image(label));
    assertThat(copies.copies().sampleDuplicates()).isEqualTo(10 * (PER_CLASS - 1));
    assertThat(copies.nearest().alike().value()).isEqualTo(1);
    assertThat(copies.coverage().samples()).isLessThan(0.2);
    assertThat(copies.coverage().real()).isGreaterThan(0.9);
  }

  @Test
  void trainingImagesAreFoundToBeMemorised() throws IOException {
    Figures training = figures("training", (label, index) -> TRAIN.image(10 * index + label));
    assertThat(training.copies().sampleCopies()).isEqualTo(10 * PER_CLASS);
    assertThat(training.nearest().memorised().value()).isEqualTo(1);
    assertThat(training.nearest().toTraining().ratio()).isLessThan(0.01);
    // Nothing else would tell.
    assertThat(training.agreement().samples()).isGreaterThan(0.93);
    assertThat(training.frechet().ratio()).isLessThan(2);
  }

  @Test
  void aBitBrighterTheyAreFoundToo() throws IOException {
    Figures brighter =
        figures(
            "brighter",
            (label, index) -> {
              byte[] pixels = TRAIN.image(10 * index + label);
              pixels[0] = (byte) (pixels[0] + 3);
              return pixels;
            });
    assertThat(brighter.copies().sampleCopies()).isZero();
    assertThat(brighter.nearest().memorised().value()).isEqualTo(1);
  }

  @Test
  void oneClassAloneIsFoundByAgreementAndCoverage() throws IOException {
    Figures one =
        figures("one", (label, index) -> FRESH.image(10 * ((7 * index + label) % 100) + 7));
    assertThat(one.agreementOf(one.worstClass())).isLessThan(0.05);
    assertThat(one.agreement().samples()).isLessThan(0.2);
    assertThat(one.coverage().samples()).isLessThan(0.4);
    assertThat(one.frechet().ratio()).isGreaterThan(10);
  }

  @Test
  void noiseIsFarByFrechetDistanceAndDensity() throws IOException {
    Figures noise =
        figures(
            "noise",
            (label, index) -> {
              RandomStream random = RandomStream.of(1, Purpose.DRAWING, label, index);
              byte[] pixels = new byte[784];
              for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) random.nextInt();
              }
              return pixels;
            });
    assertThat(noise.frechet().ratio()).isGreaterThan(20);
    assertThat(noise.density().samples()).isLessThan(0.1);
    assertThat(noise.coverage().samples()).isLessThan(0.1);
  }

  @Test
  void aJudgeOfShuffledLabelsIsRefused() {
    LabelledImages train = TRAIN;
    byte[] pixels = new byte[train.size() * train.imageSize()];
    int[] labels = new int[train.size()];
    int[] order = RandomStream.of(1, Purpose.DRAWING).permutation(train.size());
    for (int i = 0; i < train.size(); i++) {
      train.copyImage(i, pixels, i * train.imageSize());
      labels[i] = train.label(order[i]);
    }
    StoredJudge wrong = trained(LabelledImages.owning(train.shape(), 10, pixels, labels), 3_000);
    assertThatThrownBy(() -> figures(folder(), wrong, 2))
        .isInstanceOf(UnfitJudgeException.class)
        .hasMessageContainingAll("of the 1,100 test images", "--min-judge-accuracy");
  }

  private static Path folder() {
    return temp.resolve("samples/run_id=good");
  }

  @Test
  void figuresAreTheSameForAnyNumberOfPartitions() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int partitions : new int[] {1, 7}) {
      Figures figures = figures(folder(), judge, partitions);
      Path output = temp.resolve("partitions" + partitions);
      new EvaluationFile(new Configuration(), output.toString())
          .write(figures, "judge", "0".repeat(64), "digits", List.of());
      files.add(Files.readAllBytes(output.resolve(EvaluationFile.NAME)));
    }
    assertThat(files.get(0)).isEqualTo(files.get(1)).hasSizeGreaterThan(2_000);
  }

  @Test
  void aStoredJudgeIsReadBack() throws IOException {
    StoredJudge read =
        new JudgeFolder(new Configuration(), temp.resolve("judge").toString()).read().orElseThrow();
    assertThat(read.weights()).isEqualTo(judge.weights());
    assertThat(read.config()).isEqualTo(judge.config());
    assertThat(read.plan()).isEqualTo(judge.plan());
    assertThat(read.accuracy()).isEqualTo(judge.accuracy());
    assertThat(new JudgeFolder(new Configuration(), temp.resolve("none").toString()).read())
        .isEqualTo(Optional.empty());
  }

  @Test
  void changedWeightsAreFound() throws IOException {
    Path folder = temp.resolve("changed");
    JudgeFolder store = new JudgeFolder(new Configuration(), folder.toString());
    store.write(judge);
    Path weights = folder.resolve(JudgeFolder.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(store::read)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("judge.safetensors is not what judge.json says", "--train-judge");
  }

  @Test
  void aJudgeOfOtherDataIsRefused() {
    StoredJudge of12 =
        new StoredJudge(
            new JudgeConfig(28, 28, 1, 12, 16, 32),
            judge.plan(),
            ClassNames.NUMBERS,
            "digits",
            10,
            "0".repeat(64),
            "identity",
            new Share(9, 10),
            new float[0]);
    RealImages real = RealImages.of(data, 1);
    assertThatThrownBy(() -> of12.requireFits(real, "folder"))
        .hasMessageContainingAll("knows 12 classes of images of 28x28", "has 10 classes");
  }
}
