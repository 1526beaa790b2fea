package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.measures.Confusion;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.PageHtml;
import org.sparkddpm.jobs.report.ParsedPage;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.jobs.storage.WriterClaim;
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
    return figures(run, by, partitions, 1000);
  }

  private static Figures figures(Path run, StoredJudge by, int partitions, int compare)
      throws IOException {
    Settings settings =
        Commands.parse(
            EvaluateOptions.COMMAND,
            "--samples",
            run.toString(),
            "--compare",
            Integer.toString(compare));
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
    assertThat(swapped.ofSamples().confusion().row(3)[8]).isGreaterThan(80);
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

  /** The page of some figures, as the job makes it. */
  private static ParsedPage page(Figures figures, Gate... gates) throws IOException {
    RealImages real = RealImages.of(data, 3);
    ComputeSetup setup = new ComputeSetup(RunEngine.cpu(), 1);
    EvaluationPage page =
        new EvaluationPage(
            figures,
            List.of(gates),
            judge,
            real,
            EvaluationPage.command(figures.samples(), Optional.of("file:/models/one")),
            Commands.parse(EvaluateOptions.COMMAND, "--samples", figures.samples().folder()));
    try (Jury jury = new Jury(spark, judge.config(), judge.weights(), setup)) {
      ShownSamples shown = ShownSamples.of(spark, figures, real, jury);
      return ParsedPage.of(PageHtml.of(page.page(shown, spark.sc(), setup)));
    }
  }

  @Test
  void aReportShowsEachFigureBesideItsFloorAndTheWorstClass() throws IOException {
    ParsedPage page = page(good);
    assertThat(page.document().select(".verdict.open")).hasSize(1);
    assertThat(page.text(".verdict h2"))
        .contains(
            Numerals.percent(good.agreement().samples()) + " of the samples",
            Numerals.percent(good.coverage().samples()) + " of the real variety");
    String worst = good.nameOf(good.worstClass());
    assertThat(page.text(".verdict ul"))
        .contains(
            Numerals.percent(good.agreement().real()) + " of real images",
            Numerals.percent(good.coverage().real()) + " would",
            "times as far from the training images",
            "The worst class is " + worst,
            "No gate was set");
    assertThat(page.texts(".figure h3"))
        .containsExactly(
            "Agreement no gate set",
            "Worst class: " + worst + " no gate set",
            "Fréchet distance no gate set",
            "Variety (coverage) no gate set",
            "Learned by heart no gate set",
            "Near duplicates no gate set");
    assertThat(page.texts(".figure .value").get(3))
        .isEqualTo(Numerals.percent(good.coverage().samples()));
    assertThat(page.texts(".figure .floor").get(3))
        .isEqualTo("Real images: " + Numerals.percent(good.coverage().real()));
    assertThat(page.rows(".intervals")).hasSizeBetween(10, 11);
    List<List<String>> confusion = page.rows(".matrix");
    for (int label : good.ofSamples().confusion().labels()) {
      assertThat(confusion.get(label).subList(1, 11))
          .isEqualTo(
              Arrays.stream(good.ofSamples().confusion().row(label))
                  .mapToObj(Long::toString)
                  .toList());
    }
    assertThat(page.texts("#again code").get(0)).contains("--samples 4:17", "file:/models/one");
    assertThat(page.rows("#origin table").stream().map(row -> row.get(0)))
        .contains("Checkpoint", "Fingerprint of the data", "Judge's engine", "--compare");
    assertThat(page.rows("#origin table"))
        .contains(List.of("Judge", "runs/default/judge; sha256 of the weights " + sha256(judge)))
        .contains(
            List.of(
                "Sampling",
                "ddim, 20 steps, spacing even, guidance 1.0, guidance interval all, eta 0.0, seed 1, batches of 20, engine cpu in fp32"));
  }

  private static String sha256(StoredJudge judge) {
    return Sha256.of(judge.weights());
  }

  @Test
  void aReportSaysOfWhichSamplesAShareIs() throws IOException {
    Figures some = figures(folder(), judge, 3, 500);
    List<String> explanations = page(some).texts(".figure .meaning");
    assertThat(explanations.get(0)).startsWith("of 1,000 samples are what they should be");
    assertThat(explanations.get(3))
        .startsWith("of 500 training images have one of as many samples");
    assertThat(explanations.get(4))
        .startsWith("of the 500 samples that were compared are nearer to a training image")
        .endsWith("of all 1,000, none is a copy of one");
    assertThat(explanations.get(5))
        .startsWith("of the 500 samples that were compared have another one nearer")
        .endsWith("of all 1,000, none is there twice");
    assertThat(card(some))
        .contains("of the 500 samples that were compared are nearer", "of all 1,000 are copies");
  }

  @Test
  void aReportShowsSamplesAndWhereTheyComeFrom() throws IOException {
    ParsedPage page = page(good);
    assertThat(page.document().select("#samples .sample")).hasSize(10 * 40);
    assertThat(page.document().select("#samples .group")).hasSize(10);
    assertThat(page.document().select("#samples .sample.wrong"))
        .allMatch(sample -> sample.select(".tag").text().startsWith("as "));
    // Sample 17 of class 4 is what was written there.
    assertThat(page.picture("#samples .sample[data-sample=4:17] img"))
        .isEqualTo(new Picture(28, 28, 1, FRESH.image(10 * 17 + 4)));
    JsonNode facts =
        Json.parse(
            page.document()
                .selectFirst("#samples .sample[data-sample=4:17]")
                .attr("data-facts")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(facts.at("/0/1").asText()).isEqualTo("4");
    assertThat(facts.at("/1/1").asText()).isEqualTo("17");
    assertThat(facts.at("/2/1").asText()).contains("sure by");
    JsonNode shared = page.json("#samples-0-shared");
    assertThat(shared.path("command").asText()).contains("--samples {sample}", "--batch-size 20");
    assertThat(shared.at("/shared/1/1").asText()).isEqualTo("file:/models/one");
    List<String> doubtful =
        good.ofSamples().doubtful().stream()
            .map(one -> one.label() + ":" + good.samples().index(one.position()))
            .toList();
    assertThat(page.document().select("#least-sure .sample").eachAttr("data-sample"))
        .isEqualTo(doubtful);
    List<String> confidences = page.document().select("#least-sure .sample").eachAttr("data-sure");
    for (int i = 0; i < confidences.size(); i++) {
      // The same judge says the same of an image in other company.
      assertThat(Float.parseFloat(confidences.get(i)))
          .isEqualTo(good.ofSamples().doubtful().get(i).confidence());
    }
  }

  @Test
  void aReportShowsTheTrainingImagesNextToSamples() throws IOException {
    Figures copied =
        figures(
            "copied",
            (label, index) ->
                index == 5 ? TRAIN.image(10 * 7 + label) : FRESH.image(10 * index + label));
    ParsedPage page = page(copied);
    assertThat(page.document().select("#nearest .group")).hasSize(10);
    assertThat(page.document().select("#nearest .sample")).hasSize(30);
    for (int label = 0; label < 10; label++) {
      String pair = "#nearest .group:nth-of-type(" + (label + 1) + ") li:nth-child(1) ";
      assertThat(page.document().select(pair + ".sample").attr("data-sample"))
          .isEqualTo(label + ":5");
      assertThat(page.picture(pair + "img:nth-of-type(1)"))
          .isEqualTo(page.picture(pair + "img:nth-of-type(2)"));
    }
    Path output = temp.resolve("nearest");
    new EvaluationFile(new Configuration(), output.toString())
        .write(copied, "judge", "0".repeat(64), "digits", List.of());
    JsonNode nearest =
        Json.parse(Files.readAllBytes(output.resolve(EvaluationFile.NAME)))
            .at("/memorising/nearest");
    assertThat(nearest).hasSize(30);
    assertThat(nearest.path(0).path("index").asInt()).isEqualTo(5);
    assertThat(nearest.path(0).path("distance").asDouble()).isLessThan(0.05);
    int training = nearest.path(0).path("training_image").asInt();
    assertThat(TRAIN.label(training)).isEqualTo(nearest.path(0).path("label").asInt());
    assertThat(training / 10).isEqualTo(7);
  }

  @Test
  void gatesAreTheVerdict() throws IOException {
    Gate passed = new Gate("--min-agreement", "agreement", 0.96, 0.9, true);
    Gate failed = new Gate("--min-coverage", "coverage", 0.5, 0.7, true);
    ParsedPage page = page(good, passed, failed);
    assertThat(page.text(".verdict.failed h2")).isEqualTo("Not good enough: 1 of 2 gates failed");
    assertThat(page.texts(".verdict li").get(0))
        .isEqualTo("Failed: coverage is 50.0 %, and --min-coverage asks for at least 70.0 %.");
    assertThat(page.texts(".figure.failed h3")).containsExactly("Variety (coverage) failed");
    assertThat(page.texts(".figure.passed h3")).containsExactly("Agreement passed");
    assertThat(page(good, passed).text(".verdict.passed h2"))
        .isEqualTo("Good enough: the gate passed");
  }

  @Test
  void aGateThatIsMissedByLittleDoesNotReadAsEqual() throws IOException {
    double worst = good.agreementOf(good.worstClass());
    Gate agreement = new Gate("--min-agreement", "agreement", 0.94996, 0.95, true);
    Gate ofClass =
        new Gate("--min-class-agreement", "agreement of a class", worst, worst + 1e-4, true);
    Gate ratio = new Gate("--max-frechet-ratio", "Frechet ratio", 5.0004, 5, false);
    ParsedPage page = page(good, agreement, ofClass, ratio);
    assertThat(page.texts(".verdict li"))
        .contains(
            "Failed: agreement is 94.996 %, and --min-agreement asks for at least 95.000 %.",
            "Failed: Fréchet ratio is 5.0004, and --max-frechet-ratio asks for at most 5.0000.");
    String figure = Numerals.percent(worst, worst + 1e-4);
    assertThat(figure).hasSizeGreaterThan(Numerals.percent(worst).length());
    assertThat(page.text(".verdict ul")).contains("(" + figure + ")");
    assertThat(page.texts(".intervals .note").get(0))
        .startsWith(
            "Below the gate of " + Numerals.percent(worst + 1e-4, worst) + " with " + figure);
    assertThat(page.texts(".figure .value").subList(0, 2)).containsExactly("94.996 %", figure);
    assertThat(page.texts(".figure .floor").get(2)).endsWith("so 5.0004 times as far");
    assertThat(agreement)
        .hasToString("agreement is 0.94996, but --min-agreement asks for at least 0.95");
  }

  @Test
  void allClassesBelowAGateAreNamedAndMarked() throws IOException {
    double worst = good.agreementOf(good.worstClass());
    ParsedPage page =
        page(good, new Gate("--min-class-agreement", "agreement of a class", worst, 1.01, true));
    assertThat(page.text(".verdict ul"))
        .contains("Classes below --min-class-agreement: " + good.nameOf(good.worstClass()) + " (");
    for (int label = 0; label < 10; label++) {
      assertThat(page.text(".verdict ul"))
          .contains(label + " (" + Numerals.percent(good.agreementOf(label)) + ")");
    }
    assertThat(page.texts(".intervals .note"))
        .hasSize(10)
        .allMatch(note -> note.startsWith("Below the gate of"));
  }

  private static String card(Figures figures, Gate... gates) throws IOException {
    return new ModelCard(
            figures,
            List.of(gates),
            judge,
            RealImages.of(data, 3),
            EvaluationPage.command(figures.samples(), Optional.empty()))
        .text();
  }

  @Test
  void aModelCardHasWhatWasMeasured() throws IOException {
    String card = card(good, new Gate("--min-agreement", "agreement", 0.96, 0.9, true));
    assertThat(card)
        .startsWith("# Model card: step-1\n")
        .contains(
            "| Agreement | "
                + Numerals.percent(good.agreement().samples())
                + " | "
                + Numerals.percent(good.agreement().real())
                + " |")
        .contains("- Passed: agreement is 96.0 %, and --min-agreement asks for at least 90.0 %.")
        .contains("| Diffusion | cosine schedule of 50 timesteps |")
        .contains("20 steps, spacing even, guidance 1.0, guidance interval all, eta 0.0")
        .contains(data.fingerprint().toString())
        .contains("--samples 0:0")
        .contains("The worst class is " + good.nameOf(good.worstClass()))
        .doesNotContain("${", "<#");
    // Markdown tables have no empty lines within.
    assertThat(card.lines().filter(line -> line.startsWith("| 7 |"))).hasSize(1);
    assertThat(card).contains("|---|---|---|---|---|\n| 0 | 300 | 100 | ");
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
  void aJudgeThatAnotherDriverStoresMeanwhileIsKept() throws IOException {
    JudgeFolder folder =
        new JudgeFolder(new Configuration(), temp.resolve("shared-judge").toString());
    ComputeSetup setup = new ComputeSetup(RunEngine.cpu(), 1);
    JudgeMaker maker =
        new JudgeMaker(spark, RealImages.of(data, 3), folder, setup, setup, 1L << 20);
    CompletableFuture<StoredJudge> made;
    try (WriterClaim other = folder.claim();
        CapturedLog log = new CapturedLog(WriterClaim.class)) {
      made = CompletableFuture.supplyAsync(() -> made(maker, JudgePlan.of(2, 500)));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> log.lines().stream().anyMatch(line -> line.contains("waiting for another")));
      other.check();
      folder.write(judge);
    }
    assertThatThrownBy(made::join)
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContainingAll(
            "holds a judge of another training: --judge-images 10000, not 500; --seed 1, not 2",
            "of the fingerprint identity, not ",
            "leave out --train-judge");
    assertThat(folder.require().weightsSha256()).isEqualTo(judge.weightsSha256());
  }

  private static StoredJudge made(JudgeMaker maker, JudgePlan plan) {
    try {
      return maker.make(plan, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofManyClassesOnlyWhatHappenedIsWritten() {
    Confusion confusion = new Confusion(60_000);
    for (int label = 0; label < confusion.classes(); label++) {
      confusion.add(label, label);
    }
    confusion.add(7, 9);
    ObjectNode json = Json.object();
    EvaluationFile.confusion(json, confusion);
    assertThat(Json.compact(json)).hasSizeLessThan(2_000_000);
    assertThat(json.path("7").path("9").asLong()).isEqualTo(1);
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
