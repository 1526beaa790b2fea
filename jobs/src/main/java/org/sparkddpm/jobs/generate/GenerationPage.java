package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.Command;
import org.sparkddpm.jobs.report.DataUri;
import org.sparkddpm.jobs.report.Facts;
import org.sparkddpm.jobs.report.Figure;
import org.sparkddpm.jobs.report.Filmstrip;
import org.sparkddpm.jobs.report.Gallery;
import org.sparkddpm.jobs.report.ImageBudget;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page;
import org.sparkddpm.jobs.report.Page.Section;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.report.Verdict;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleCommand;
import org.sparkddpm.jobs.samples.SamplingConfig;

/** A run of samples as a page: what was made, of what, and how. */
final class GenerationPage {

  private static final int PER_CLASS = 40;
  private static final int MOST_CLASSES = 100;

  private final JavaSparkContext spark;
  private final SamplePlan plan;
  private final SamplingConfig sampling;
  private final RunFolder folder;
  private final SampleCommand command;
  private final Map<String, Object> figures;

  /**
   * A page of a run that is complete.
   *
   * @param folder of the run
   * @param figures of the job's result
   */
  GenerationPage(
      JavaSparkContext spark, SamplePlan plan, RunFolder folder, Map<String, Object> figures) {
    this.spark = spark;
    this.plan = plan;
    this.sampling = plan.identity().sampling();
    this.folder = folder;
    this.command =
        new SampleCommand(sampling, plan.names(), Optional.of(plan.checkpoint().path().toString()));
    this.figures = figures;
  }

  /**
   * The page.
   *
   * @throws IOException if the samples cannot be read
   */
  Page page() throws IOException {
    List<Section> sections = new ArrayList<>();
    sections.add(again());
    samples().ifPresent(sections::add);
    sections.add(reverseProcess());
    sections.add(origin());
    return new Page(
        "Generation",
        "Samples of run " + folder.location().path().getName().replace("run_id=", ""),
        "%s samples, %s, made from %s."
            .formatted(
                Numerals.count(plan.total()),
                plan.saidCounts(),
                plan.checkpoint().path().getName()),
        verdict(),
        cards(),
        sections,
        Facts.program() + ", generate-job");
  }

  /** Samples that the job made. */
  long made() {
    return ((Number) figures.get("made_now")).longValue();
  }

  private double seconds() {
    return ((Number) figures.get("seconds")).doubleValue();
  }

  private Verdict verdict() {
    return new Verdict(
        Verdict.Outcome.OPEN,
        "%s samples are complete and were read back".formatted(Numerals.count(plan.total())),
        List.of(
            made() == 0
                ? "All of them were there before this job ran."
                : "%s of them were made by this job, in %s."
                    .formatted(Numerals.count(made()), Numerals.duration(seconds())),
            "Whether they are good is for evaluate-job to say; its command is below."));
  }

  private List<Figure> cards() {
    List<Figure> cards = new ArrayList<>();
    cards.add(
        Figure.of(
            "Samples", Numerals.count(plan.total()), plan.saidCounts(), "in this run altogether"));
    if (figures.get("images_per_second") instanceof Double pace) {
      cards.add(
          Figure.of(
              "Pace",
              Numerals.number(pace) + " /s",
              "in " + Numerals.duration(seconds()),
              "samples per second of this job, with reading back and exports"));
    }
    cards.add(
        Figure.of(
            "Sampler",
            sampling.sampler().toUpperCase(Locale.ROOT),
            sampling.steps() + " steps, guidance " + Double.toString(sampling.guidance()),
            "more guidance makes images truer to their class and less varied"));
    cards.add(
        Figure.of(
            "Trained on",
            Numerals.count(plan.checkpoint().imagesSeen()),
            "images seen",
            plan.checkpoint().path().getName()));
    return cards;
  }

  /** Sample 17 of class 4, or the nearest to it that the run has. */
  private Section again() {
    List<Integer> labels = plan.labels();
    int label = labels.contains(4) ? 4 : labels.get(labels.size() - 1);
    int position = labels.indexOf(label);
    long index =
        sampling.firstIndices().get(position) + Math.min(17, sampling.perLabel().get(position) - 1);
    return new Section(
        "again",
        "Make a sample again, or judge them all",
        "Every sample is a function of the model, the seed, its class and its index. Click on one"
            + " below for its own command, or put another class and index here. "
            + SampleCommand.PLACE,
        List.of(
            new Command(
                String.format(Locale.ROOT, "Sample %d of %s", index, called(label)),
                command.text(command.sample(label, index))),
            new Command(
                "Judge the samples",
                "scripts/spark-submit evaluate-job --train-judge --data DATA --judge runs/judge"
                    + " \\\n"
                    + "  --samples "
                    + plan.folder())));
  }

  private String called(int label) {
    return label == Denoiser.NO_LABEL ? "no class" : "class " + plan.names().of(label);
  }

  /** Empty where the samples were exported and not kept. */
  private Optional<Section> samples() throws IOException {
    if (!folder.manifest(plan.units()).hasParquet()) {
      return Optional.empty();
    }
    ImageShape shape = plan.identity().model().imageShape();
    int images = ImageBudget.of(shape);
    List<Integer> labels = plan.labels().stream().limit(Math.min(MOST_CLASSES, images)).toList();
    int most = ImageBudget.perClass(labels.size(), images, PER_CLASS);
    List<Gallery.Group> groups = new ArrayList<>();
    new FirstSamples(
            new SerializableConfiguration(spark.hadoopConfiguration()), plan.folder(), plan.units())
        .collect(spark, labels, most)
        .forEach((label, pixels) -> groups.add(group(label, pixels, new Preview(shape))));
    return Optional.of(
        new Section(
            "samples",
            "Samples",
            "The first of each class%s, not picked. Open one to see where it comes from."
                .formatted(
                    labels.size() < plan.labels().size()
                        ? String.format(
                            Locale.ROOT,
                            ", of %d of %d classes",
                            labels.size(),
                            plan.labels().size())
                        : ""),
            List.of(
                new Gallery(
                    "Samples by class", false, shared(), command.text(Gallery.SAMPLE), groups))));
  }

  private List<Gallery.Fact> shared() {
    return List.of(
        new Gallery.Fact("Seed", Long.toString(sampling.seed())),
        new Gallery.Fact("Checkpoint", plan.checkpoint().path().toString()),
        new Gallery.Fact("Sampler", sampling.sampler()),
        new Gallery.Fact("Steps", Integer.toString(sampling.steps())),
        new Gallery.Fact("Guidance", Double.toString(sampling.guidance())));
  }

  private Gallery.Group group(int label, List<byte[]> pixels, Preview preview) {
    long first = sampling.firstIndices().get(plan.labels().indexOf(label));
    String name = label == Denoiser.NO_LABEL ? "none" : plan.names().of(label);
    List<Gallery.Item> items = new ArrayList<>();
    for (int i = 0; i < pixels.size(); i++) {
      items.add(
          new Gallery.Item(
              command.sample(label, first + i),
              String.format(Locale.ROOT, "sample %d of %s", first + i, called(label)),
              preview.uri(pixels.get(i)),
              "",
              false,
              0,
              "",
              "",
              List.of(
                  new Gallery.Fact("Class", name),
                  new Gallery.Fact("Index", Long.toString(first + i)))));
    }
    return new Gallery.Group("Class " + name, items);
  }

  private Section reverseProcess() {
    ReverseFrames task =
        new ReverseFrames(plan.identity(), plan.engine(), TaskSlots.cpusOfTask(spark.getConf()));
    List<Filmstrip.Frame> frames =
        task.make(spark, plan.checkpoint().weights()).stream()
            .map(frame -> frame(frame, task))
            .toList();
    return new Section(
        "reverse-process",
        "How they come out of noise",
        "Each image begins as noise. In every step the network predicts the noise in it, and the"
            + " sampler takes some of it away.",
        List.of(new Filmstrip("The first samples, step by step", List.of(), frames, true)));
  }

  private Filmstrip.Frame frame(ReverseFrames.Frame frame, ReverseFrames task) {
    String when =
        String.format(Locale.ROOT, "after %d of %d steps", frame.step(), sampling.steps());
    List<byte[]> previews = frame.images();
    int columns = Math.min(task.labels().size(), previews.size());
    return new Filmstrip.Frame(
        when,
        previews.size() + " samples " + when,
        DataUri.of(new Preview(task.preview().shape()).sheet(previews, columns).image()));
  }

  private Section origin() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Run", plan.folder());
    facts.put("Checkpoint", plan.checkpoint().path().toString());
    facts.put("Weights", sampling.weights() + ", sha256 " + sampling.weightsSha256());
    facts.put("Samples", plan.saidCounts());
    facts.putAll(plan.description().modelInWords());
    facts.put("Batches", Integer.toString(sampling.batchSize()));
    Map<String, String> environment = Facts.environment(spark.version() + " on " + spark.master());
    plan.engine().figures().forEach((name, value) -> environment.put("Samples' " + name, value));
    Settings settings = plan.settings();
    return new Section(
        "origin",
        "Where it comes from",
        "",
        List.of(
            Facts.of("Run and checkpoint", facts),
            Facts.of("Environment", environment),
            Facts.options(settings)));
  }
}
