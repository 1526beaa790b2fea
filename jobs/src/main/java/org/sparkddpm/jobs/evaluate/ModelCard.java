package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.report.Facts;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Templates;
import org.sparkddpm.jobs.samples.SampleCommand;
import org.sparkddpm.jobs.samples.SamplingConfig;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * The file {@value #NAME}: what is known of the model whose samples were judged (Mitchell et al.
 * 2019, "Model Cards for Model Reporting"). All of it is measured or read; nothing is made up.
 *
 * @param figures all that was measured
 * @param gates those that are set
 * @param judge that judged
 * @param data the real images
 * @param command that makes samples again
 */
record ModelCard(
    Figures figures, List<Gate> gates, StoredJudge judge, RealImages data, SampleCommand command) {

  static final String NAME = "MODEL_CARD.md";

  private static final String TEMPLATE = "model-card.ftlh";

  /**
   * Replaces the file.
   *
   * @return the file
   * @throws IOException if that fails
   */
  Path write(Location folder) throws IOException {
    Path file = new Path(folder.path(), NAME);
    byte[] text = text().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.fileSystem(), file, out -> out.write(text));
    return file;
  }

  /** Its text, Markdown. */
  String text() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    SamplingConfig sampling = figures.samples().description().sampling();
    values.put("checkpoint", sampling.checkpoint());
    values.put("weights", sampling.weights());
    values.put("sha256", sampling.weightsSha256());
    values.put("shape", data.shape().toString());
    values.put(
        "model",
        figures.samples().description().modelInWords().entrySet().stream()
            .map(fact -> List.of(fact.getKey(), fact.getValue()))
            .toList());
    values.put("sampling", EvaluationPage.said(sampling));
    values.put("guidance", Double.toString(sampling.guidance()));
    values.put("total", Numerals.count(figures.samples().total()));
    values.put("figures", FigureTable.table(figures).rows());
    values.put("compared", Numerals.count(figures.compared().total()));
    values.put("classes", classes());
    values.put("gates", gates.stream().map(Gate::sentence).toList());
    values.put("data", data.data().summary());
    values.put("fingerprint", data.data().fingerprint().toString());
    values.put("judge", judge.summary());
    values.put("memorised", Numerals.percent(figures.nearest().memorised().value()));
    values.put("copies", Numerals.count(figures.copies().sampleCopies()));
    values.put("worst", figures.nameOf(figures.worstClass()));
    values.put("worstAgreement", Numerals.percent(figures.agreementOf(figures.worstClass())));
    values.put(
        "command",
        command.text(
            command.sample(
                figures.samples().labels().get(0),
                figures.samples().first(figures.samples().labels().get(0)))));
    values.put("place", SampleCommand.PLACE);
    values.put("program", Facts.program());
    return Templates.text(TEMPLATE, values);
  }

  /**
   * Of each class its name, training images, samples, agreement with its interval, and the floor.
   */
  private List<List<String>> classes() {
    long[] train = data.trainCounts();
    return figures.samples().labels().stream()
        .map(
            label -> {
              Share share = figures.ofSamples().confusion().agreement(label).orElseThrow();
              return List.of(
                  figures.nameOf(label),
                  Numerals.count(train[label]),
                  Numerals.count(share.of()),
                  "%s (%s to %s)"
                      .formatted(
                          Numerals.percent(share.value()),
                          Numerals.percent(share.low()),
                          Numerals.percent(share.high())),
                  figures
                      .ofTest()
                      .confusion()
                      .agreement(label)
                      .map(real -> Numerals.percent(real.value()))
                      .orElse(""));
            })
        .toList();
  }
}
