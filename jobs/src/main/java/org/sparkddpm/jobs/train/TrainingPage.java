package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.checkpoint.ModelInWords;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.Block;
import org.sparkddpm.jobs.report.Chart;
import org.sparkddpm.jobs.report.Command;
import org.sparkddpm.jobs.report.DataUri;
import org.sparkddpm.jobs.report.Facts;
import org.sparkddpm.jobs.report.Figure;
import org.sparkddpm.jobs.report.Filmstrip;
import org.sparkddpm.jobs.report.ForwardProcessSheet;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page;
import org.sparkddpm.jobs.report.Page.Section;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.report.Verdict;

/**
 * A training as a page: how it went, what the model could draw at each checkpoint, and what it was
 * made of.
 */
final class TrainingPage {

  private final TrainingReport report;
  private final TrainingPlan plan;
  private final DataSplits data;
  private final Settings settings;
  private final TrainingProgress state;
  private final TrainingHistory history;
  private final Path checkpoint;

  /**
   * A page of where a training stands.
   *
   * @param checkpoint the newest one
   */
  TrainingPage(
      TrainingReport report, TrainingProgress state, TrainingHistory history, Path checkpoint) {
    this.report = report;
    this.plan = report.plan();
    this.data = report.data();
    this.settings = plan.settings();
    this.state = state;
    this.history = history;
    this.checkpoint = checkpoint;
  }

  /**
   * The page.
   *
   * @throws IOException if the trial samples cannot be read
   */
  Page page() throws IOException {
    List<Section> sections = new ArrayList<>();
    sections.add(TrainingCurves.section(history));
    samples().ifPresent(sections::add);
    sections.add(next());
    sections.add(schedule());
    sections.add(origin());
    return new Page(
        "Training",
        "Preset %s on %s".formatted(settings.get(TrainOptions.PRESET), data.origin()),
        data.summary(),
        verdict(),
        cards(),
        sections,
        Facts.program() + ", train-job");
  }

  private Verdict verdict() {
    long wanted = settings.get(TrainOptions.IMAGES);
    boolean finished = state.imagesSeen() >= wanted;
    List<String> sentences = new ArrayList<>();
    List<Chart.Point> losses = history.over("validation_loss");
    if (losses.size() > 1) {
      Chart.Point first = losses.get(0);
      Chart.Point last = losses.get(losses.size() - 1);
      sentences.add(
          "The validation loss went from %s after %s images to %s."
              .formatted(
                  Numerals.number(first.y()),
                  Numerals.count((long) first.x()),
                  Numerals.number(last.y())));
    }
    if (!finished) {
      sentences.add("The same command goes on from the newest checkpoint.");
    }
    sentences.add(
        "How good the images are is for evaluate-job to say, once some are generated; the samples"
            + " below are to look at.");
    return new Verdict(
        Verdict.Outcome.OPEN,
        "%s: %s of %s images seen"
            .formatted(
                finished ? "Finished" : "Not finished",
                Numerals.count(state.imagesSeen()),
                Numerals.count(wanted)),
        sentences);
  }

  /** What the validation loss is of. */
  private String predicted() {
    return switch (plan.model().diffusion().predicted()) {
      case EPSILON -> "mean squared error of the predicted noise, which itself is 1 in the mean,";
      case V -> "mean squared error of the predicted v, noise and image by their shares,";
    };
  }

  private List<Figure> cards() {
    List<Figure> cards = new ArrayList<>();
    List<Chart.Point> validation = history.over("validation_loss");
    if (!validation.isEmpty()) {
      Chart.Point best =
          validation.stream().min(Comparator.comparingDouble(Chart.Point::y)).orElseThrow();
      cards.add(
          Figure.of(
              "Validation loss",
              Numerals.number(validation.get(validation.size() - 1).y()),
              "Lowest: %s after %s images"
                  .formatted(Numerals.number(best.y()), Numerals.count((long) best.x())),
              predicted() + " on held-out images"));
    }
    List<Chart.Point> loss = history.over("loss");
    if (!loss.isEmpty()) {
      cards.add(
          Figure.of(
              "Loss of the last round",
              Numerals.number(loss.get(loss.size() - 1).y()),
              "",
              "of training images, with the timesteps that were drawn: it varies"));
    }
    double seconds = history.over("seconds").stream().mapToDouble(Chart.Point::y).sum();
    if (seconds > 0) {
      cards.add(
          Figure.of(
              "Pace",
              Numerals.number(state.imagesSeen() / seconds) + " /s",
              Numerals.duration(seconds) + " in rounds",
              "training images of all %s workers together"
                  .formatted(Numerals.count(state.workers()))));
    }
    cards.add(
        Figure.of(
            "Newest checkpoint",
            Numerals.count(state.imagesSeen()),
            "images seen, in " + Numerals.count(state.round()) + " rounds",
            checkpoint.getName()));
    return cards;
  }

  /** Empty where there are none. */
  private Optional<Section> samples() throws IOException {
    List<Filmstrip.Frame> frames = report.trials().frames(state.imagesSeen());
    return frames.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "samples",
                "What the model draws",
                "The same samples of each class at each checkpoint, not picked: "
                    + report.trials().sampling()
                    + ".",
                List.of(
                    new Filmstrip(
                        "Samples over the training", report.trials().columns(), frames, false))));
  }

  private Section next() {
    return new Section(
        "next",
        "What to do with it",
        "",
        List.of(
            new Command(
                "Generate a thousand images of each class",
                "scripts/spark-submit generate-job --per-class 1000 \\\n  --checkpoint "
                    + checkpoint
                    + " --output runs/samples")));
  }

  private Section schedule() {
    NoiseSchedule schedule = plan.model().diffusion().noiseSchedule();
    List<Block> blocks = new ArrayList<>();
    report.image().ifPresent(first -> blocks.add(forward(first, schedule)));
    blocks.add(
        new Chart(
            "Share of the image that is left (alphaBar)",
            TrainingCurves.change(points(schedule), "alphaBar"),
            "timestep",
            "alphaBar",
            false,
            List.of(new Chart.Series("alphaBar", points(schedule), false))));
    return new Section(
        "schedule",
        "From an image to noise",
        "Schedule %s with %s timesteps. The network learns to predict the noise at each of them; generation goes the other way."
            .formatted(schedule.name(), Numerals.count(schedule.timesteps())),
        blocks);
  }

  private static List<Chart.Point> points(NoiseSchedule schedule) {
    return IntStream.range(0, schedule.timesteps())
        .mapToObj(t -> new Chart.Point(t, schedule.alphaBar(t)))
        .toList();
  }

  private Filmstrip forward(LabelledImages first, NoiseSchedule schedule) {
    ForwardProcessSheet strip =
        ForwardProcessSheet.of(
            first.image(0), plan.model().canvas(), schedule, settings.get(TrainOptions.SEED));
    List<String> columns = new ArrayList<>(List.of("data"));
    strip.timesteps().forEach(timestep -> columns.add(Integer.toString(timestep)));
    return new Filmstrip(
        "A training image at some timesteps",
        columns,
        List.of(
            new Filmstrip.Frame(
                "class " + data.names().of(first.label(0)),
                "a training image that becomes noise from left to right",
                DataUri.of(
                    new Preview(strip.shape())
                        .sheet(strip.images(), strip.images().size())
                        .image()))),
        false);
  }

  private Section origin() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Checkpoint", checkpoint.toString());
    facts.put("Data", data.summary());
    facts.put("Fingerprint of the data", data.fingerprint().toString());
    facts.putAll(ModelInWords.of(plan.model()));
    facts.put(
        "Workers",
        String.format(
            Locale.ROOT,
            "%d, minibatches of %d, averaged every %d of them",
            state.workers(),
            settings.get(TrainOptions.BATCH_SIZE),
            settings.get(TrainOptions.AVERAGING_INTERVAL)));
    Map<String, String> environment =
        Facts.environment(report.spark().version() + " on " + report.spark().master());
    environment.put("Task slots", Integer.toString(plan.slots()));
    environment.putAll(plan.setup().engine().figures());
    return new Section(
        "origin",
        "Where it comes from",
        "",
        List.of(
            Facts.of("Checkpoint, data and network", facts),
            Facts.of("Environment", environment),
            Facts.options(settings)));
  }
}
