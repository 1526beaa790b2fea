package org.sparkddpm.jobs.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.measures.Confusion;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.storage.BegunFiles;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.jobs.storage.WriteProbe;
import org.sparkddpm.jobs.storage.WriterClaim;

/**
 * The file {@value #NAME}: all figures of an evaluation, the same bytes for the same samples, data
 * and judge.
 */
final class EvaluationFile {

  static final String NAME = "evaluation.json";

  /** What one evaluation writes into its folder. */
  private static final Set<String> OF_AN_EVALUATION = Set.of(NAME, ReportFile.NAME, ModelCard.NAME);

  /** Of more classes only what samples were taken for is listed, not all that they were not. */
  private static final int MOST_IN_ROWS = 1_000;

  private static final String FORMAT = "spark-ddpm-evaluation";
  private static final int VERSION = 1;

  private final Location location;

  /**
   * A file that need not exist yet.
   *
   * @param folder that gets it
   * @throws IOException if no file system answers to it
   */
  EvaluationFile(Configuration conf, String folder) throws IOException {
    this.location = Location.of(conf, new Path(folder, NAME).toString());
  }

  /** Where it lies, and what else is written of an evaluation. */
  Location folder() {
    return location.at(location.path().getParent());
  }

  void checkWritable() throws IOException {
    WriteProbe.check(location.fileSystem(), location.path().getParent());
  }

  /**
   * Waits until nobody else writes an evaluation into the folder, claims it, and removes what
   * killed drivers have left of one.
   *
   * @throws IOException if the folder cannot be written
   */
  WriterClaim claim() throws IOException {
    return BegunFiles.claim(folder(), "another --output", OF_AN_EVALUATION::contains);
  }

  /**
   * Removes what an earlier evaluation has left in the folder: no figures or report of other
   * samples can be taken for those of this one, if it fails. Needs the claim.
   *
   * @throws IOException if that fails
   */
  void clear() throws IOException {
    for (String name : OF_AN_EVALUATION) {
      location.fileSystem().delete(new Path(folder().path(), name), false);
    }
  }

  /**
   * Replaces it.
   *
   * @param judge that judged, in words and by the sha256 of its weights
   * @param data where the real images came from, and what became of them
   * @throws IOException if that fails
   */
  void write(Figures figures, String judge, String judgeSha256, String data, List<Gate> gates)
      throws IOException {
    ObjectNode json = Json.object().put("format", FORMAT).put("version", VERSION);
    SampleSet samples = figures.samples();
    ObjectNode set = json.putObject("samples");
    set.put("folder", samples.folder()).put("count", samples.total());
    ArrayNode counts = set.putArray("counts");
    samples.counts().forEach(counts::add);
    set.put("checkpoint", samples.description().sampling().checkpoint());
    set.put("weights_sha256", samples.description().sampling().weightsSha256());
    json.put("data", data);
    ObjectNode by = json.putObject("judge").put("folder", judge).put("weights_sha256", judgeSha256);
    share(by, "accuracy", figures.ofTest().confusion().agreement().orElseThrow());
    agreement(json.putObject("agreement"), figures);
    ObjectNode compared = json.putObject("compared");
    compared.put("images", figures.compared().total());
    ObjectNode ofClass = compared.putObject("by_label");
    figures.compared().ofLabel().forEach((label, count) -> ofClass.put(label.toString(), count));
    ArrayNode leftOut = compared.putArray("left_out");
    figures.compared().leftOut(samples).forEach(leftOut::add);
    ratio(measured(json, "frechet", figures.frechet()), figures.frechet());
    measured(json, "density", figures.density()).put("k", FeatureNeighbours.K);
    measured(json, "coverage", figures.coverage()).put("k", FeatureNeighbours.K);
    pixels(json, figures);
    figures
        .accuracyScore()
        .ifPresent(score -> score(json.putObject("classification_accuracy_score"), score));
    gates(json.putArray("gates"), gates);
    Json.checkFinite(json, NAME);
    try {
      WholeFile.write(
          location.fileSystem(), location.path(), out -> out.write(Json.indented(json)));
    } catch (IOException e) {
      throw new IOException(
          "the samples are judged, but %s cannot be written: %s; give the job write access and enough space there, or another --output, and run the same command again, which judges them again"
              .formatted(this, e.getMessage()),
          e);
    }
  }

  private static void agreement(ObjectNode json, Figures figures) {
    SampleSet samples = figures.samples();
    share(json, "samples", figures.ofSamples().confusion().agreement().orElseThrow());
    figures
        .ofTest()
        .confusion()
        .agreement(samples.labels())
        .ifPresent(
            real ->
                json.putObject("real")
                    .put("share", figures.agreement().real())
                    .put("of", real.of()));
    ArrayNode classes = json.putArray("classes");
    for (int label : samples.labels()) {
      ObjectNode one = classes.addObject().put("label", label).put("name", figures.nameOf(label));
      share(one, "samples", figures.ofSamples().confusion().agreement(label).orElseThrow());
      figures.ofTest().confusion().agreement(label).ifPresent(real -> share(one, "real", real));
    }
    confusion(json.putObject("confusion"), figures.ofSamples().confusion());
    ArrayNode leastSure = json.putArray("least_sure");
    for (JudgedBlock.Doubtful one : figures.ofSamples().doubtful()) {
      leastSure
          .addObject()
          .put("label", one.label())
          .put("index", samples.index(one.position()))
          .put("predicted", one.predicted())
          .put("confidence", one.confidence());
    }
  }

  static void confusion(ObjectNode json, Confusion confusion) {
    for (int label : confusion.labels()) {
      String name = Integer.toString(label);
      if (confusion.classes() <= MOST_IN_ROWS) {
        ArrayNode row = json.putArray(name);
        for (long count : confusion.row(label)) {
          row.add(count);
        }
      } else {
        ObjectNode taken = json.putObject(name);
        confusion
            .takenFor(label)
            .forEach((predicted, count) -> taken.put(predicted.toString(), count));
      }
    }
  }

  /** Null where the real images have nothing to divide by. */
  private static void ratio(ObjectNode json, Measured figure) {
    if (Double.isFinite(figure.ratio())) {
      json.put("ratio", figure.ratio());
    } else {
      json.putNull("ratio");
    }
  }

  private static void pixels(ObjectNode json, Figures figures) {
    PixelFigures nearest = figures.nearest();
    ExactCopies copies = figures.copies();
    ObjectNode memorising = json.putObject("memorising");
    ratio(measured(memorising, "distance_to_training", nearest.toTraining()), nearest.toTraining());
    share(memorising, "nearer_than_test_images", nearest.memorised())
        .put("real", nearest.memorisedOfTest().value());
    closest(memorising.putArray("nearest"), figures.samples(), nearest.closest());
    memorising
        .putObject("copies_of_training_images")
        .put("samples", copies.sampleCopies())
        .put("real", copies.testCopies());
    ObjectNode duplicates = json.putObject("duplicates");
    duplicates
        .putObject("exact")
        .put("samples", copies.sampleDuplicates())
        .put("real", copies.testDuplicates());
    measured(duplicates, "distance_to_another", nearest.between());
    share(duplicates, "nearer_than_test_images", nearest.alike())
        .put("real", nearest.alikeOfTest().value());
  }

  private static void closest(ArrayNode json, SampleSet samples, List<NearestPair> pairs) {
    for (NearestPair pair : pairs) {
      json.addObject()
          .put("label", samples.label(pair.sample()))
          .put("index", samples.index(pair.sample()))
          .put("training_image", pair.training())
          .put("distance", pair.distance());
    }
  }

  private static void score(ObjectNode json, AccuracyScore score) {
    json.put("images", score.images());
    accuracies(json.putObject("samples"), score.samples());
    accuracies(json.putObject("real"), score.real());
  }

  private static void accuracies(ObjectNode json, List<Double> accuracies) {
    json.put("mean", AccuracyScore.mean(accuracies));
    json.put("deviation", AccuracyScore.deviation(accuracies));
    ArrayNode all = json.putArray("accuracies");
    accuracies.forEach(all::add);
  }

  private static void gates(ArrayNode json, List<Gate> gates) {
    for (Gate gate : gates) {
      json.addObject()
          .put("gate", gate.option())
          .put("figure", gate.what())
          .put("value", gate.value())
          .put("bound", gate.bound())
          .put("passed", gate.passed());
    }
  }

  private static ObjectNode share(ObjectNode json, String name, Share share) {
    return json.putObject(name)
        .put("share", share.value())
        .put("low", share.low())
        .put("high", share.high())
        .put("count", share.count())
        .put("of", share.of());
  }

  private static ObjectNode measured(ObjectNode json, String name, Measured figure) {
    return json.putObject(name).put("samples", figure.samples()).put("real", figure.real());
  }

  @Override
  public String toString() {
    return location.path().toString();
  }
}
