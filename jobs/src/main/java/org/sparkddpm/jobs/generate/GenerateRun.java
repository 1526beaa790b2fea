package org.sparkddpm.jobs.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.Sampler;
import org.sparkddpm.jobs.cli.GenerateSettings;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.Origin;
import org.sparkddpm.jobs.cli.OutputFormat;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.cli.ResolvedOptions;
import org.sparkddpm.jobs.cli.Weights;
import org.sparkddpm.jobs.data.DataSets;
import org.sparkddpm.jobs.storage.Checkpoint;
import org.sparkddpm.jobs.storage.CheckpointStore;
import org.sparkddpm.jobs.storage.ModelJson;
import org.sparkddpm.jobs.storage.ModelTensors;
import org.sparkddpm.jobs.storage.StoredCheckpoint;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetDenoiser;

/** One run of the generation job: makes what is missing of a run's samples. */
final class GenerateRun {

  private static final Logger log = LoggerFactory.getLogger(GenerateRun.class);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final GenerateSettings settings;
  private final SampleSpec spec;
  private final float[] weights;
  private final List<Integer> labels;
  private final List<SampleUnit> units;
  private final String folderName;
  private final RunFolder folder;
  private final RunOutputs outputs;
  private final int threads;
  private final long began = System.nanoTime();

  GenerateRun(SparkSession session, GenerateSettings settings, ResolvedOptions options)
      throws IOException {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.settings = settings;
    this.threads = spark.getConf().getInt("spark.task.cpus", 1);
    StoredCheckpoint stored =
        CheckpointStore.read(spark.hadoopConfiguration(), settings.checkpoint());
    Checkpoint checkpoint = stored.checkpoint();
    ModelConfig model = ModelJson.fromJson(checkpoint.config().path("model"));
    this.labels = settings.classes().of(model.unet().classes());
    checkDrawn(settings.gifLabels(), model.unet().classes());
    boolean defaultGuidance = options.option("guidance").origin() == Origin.DEFAULT;
    String stem = settings.weights() == Weights.RAW ? Checkpoint.PARAMETERS : Checkpoint.EMA;
    this.weights =
        ModelTensors.flat(UNet.forInference(model.unet()).layout(), checkpoint.tensors(stem), "");
    this.spec =
        new SampleSpec(
            model,
            stored.path().getName(),
            settings.weights().name().toLowerCase(Locale.ROOT),
            SampleSpec.digest(weights),
            settings.sampler(),
            settings.steps(),
            settings.eta(),
            guidance(checkpoint, settings.guidance(), defaultGuidance),
            settings.clip(),
            settings.seed(),
            (int) Math.min(settings.batchSize(), settings.perClass()));
    // Refuses impossible steps before any work.
    spec.newSampler();
    this.units =
        SampleUnit.plan(labels, settings.perClass(), spec.batchSize(), settings.samplesPerFile());
    String id =
        settings.runId().orElseGet(() -> spec.runId(labels.toString(), settings.perClass()));
    Path output = new Path(settings.output(), "run_id=" + id);
    // Executors stand elsewhere: a relative path would be another one there.
    this.folderName =
        output.getFileSystem(spark.hadoopConfiguration()).makeQualified(output).toString();
    this.folder = new RunFolder(spark.hadoopConfiguration(), folderName);
    this.outputs =
        new RunOutputs(
            labels, units, settings.formats(), settings.gifLabels(), settings.forwardFigure());
    log.info("checkpoint {}: {} images seen", stored.path(), stored.imagesSeen());
  }

  private static void checkDrawn(List<Integer> labels, int classes) {
    for (int label : labels) {
      if (label >= classes) {
        throw new IllegalArgumentException(
            "--gif names label %d, but the model knows the labels 0-%d; leave it out"
                .formatted(label, classes - 1));
      }
    }
  }

  private static double guidance(Checkpoint checkpoint, double wanted, boolean isDefault) {
    boolean knowsNoLabel = checkpoint.config().path("label_dropout").asDouble(0) > 0;
    if (knowsNoLabel || wanted == 1) {
      return wanted;
    }
    if (isDefault) {
      log.warn("the model was trained without dropped labels: --guidance 1 instead of {}", wanted);
      return 1;
    }
    throw new IllegalArgumentException(
        "--guidance "
            + wanted
            + " needs a model that was trained with --label-dropout above 0; this one was not, so"
            + " give --guidance 1");
  }

  JobOutcome run() throws IOException {
    ObjectNode identity = identity();
    folder.claim(identity + "\n");
    RunManifest earlier = folder.manifest();
    RunManifest whole = earlier.stillIn(folder.lengths());
    Set<String> absent = new TreeSet<>(outputs.names());
    absent.removeAll(whole.files().keySet());
    if (absent.isEmpty() && folder.complete()) {
      log.info("finished already: {} is complete", folderName);
      return JobOutcome.finished(figures(0));
    }
    folder.reopen();
    long made = 0;
    SampleExports exports = new SampleExports(folder, spec.model(), units);
    if (outputs.needSamples(absent)) {
      made = makeSamples();
      export(exports, absent);
    }
    pictures(exports, absent);
    // Once given, samples are not taken away by a later command that wants pictures only.
    boolean keep = settings.formats().contains(OutputFormat.PARQUET) || earlier.hasParquet();
    Set<String> done = new TreeSet<>(outputs.names());
    done.addAll(whole.files().keySet());
    folder.write(
        RunManifest.NAME, out -> out.write(folder.describe(done).encode(identity, total())));
    if (!keep) {
      for (int label : labels) {
        folder.deleteFolder("label=" + label);
      }
    }
    folder.succeed();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    log.info(
        "finished after {}: {} samples in {}", ProgressLine.time(elapsed), total(), folderName);
    return JobOutcome.finished(figures(made));
  }

  private long makeSamples() throws IOException {
    List<SampleUnit> missing = folder.missing(units);
    long toMake = missing.stream().mapToLong(SampleUnit::count).sum();
    log.info(
        "{}: {} of {} samples to make, in {} of {} files",
        folderName,
        toMake,
        total(),
        missing.size(),
        units.size());
    if (!missing.isEmpty()) {
      generate(missing, toMake);
    }
    spark.setJobDescription("check " + total() + " samples");
    new SampleCheck(session, folderName).verify(labels, settings.perClass());
    return toMake;
  }

  private void export(SampleExports exports, Set<String> absent) throws IOException {
    if (outputs.touches(OutputFormat.IDX, absent)) {
      exports.idx();
    }
    if (outputs.touches(OutputFormat.PNG, absent)) {
      exports.contactSheets(labels);
    }
  }

  private void generate(List<SampleUnit> missing, long toMake) {
    int partitions = settings.partitions() > 0 ? settings.partitions() : missing.size();
    UnitTask task =
        new UnitTask(
            spec, folderName, new SerializableConfiguration(spark.hadoopConfiguration()), threads);
    Broadcast<float[]> shared = spark.broadcast(weights);
    LongAccumulator done = spark.sc().longAccumulator("samples made");
    spark.setJobDescription("generate " + toMake + " samples");
    try (GenerateProgress progress = new GenerateProgress(done, toMake)) {
      spark
          .parallelize(missing, Math.min(partitions, missing.size()))
          .foreach(unit -> done.add(task.run(unit, shared.value())));
      progress.log();
    } finally {
      shared.destroy();
    }
  }

  private void pictures(SampleExports exports, Set<String> absent) throws IOException {
    for (int label : settings.gifLabels()) {
      if (absent.contains(SampleExports.animation(label))) {
        UNet network = UNet.forInference(spec.model().unet());
        network.setParameters(weights);
        Sampler sampler = spec.newSampler();
        exports.reverseProcess(
            new ImageGenerator(new UNetDenoiser(network), sampler, spec.guidance()),
            sampler.steps(),
            spec.seed(),
            label);
      }
    }
    if (absent.contains(SampleExports.FORWARD)) {
      exports.forwardProcess(DataSets.load(session, settings.data()).train(), spec.seed());
    }
  }

  private long total() {
    return settings.perClass() * labels.size();
  }

  private ObjectNode identity() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("checkpoint", spec.checkpoint());
    json.put("weights", spec.weights());
    json.put("weights_sha256", spec.digest());
    json.put("sampler", spec.sampler());
    json.put("steps", spec.steps());
    json.put("eta", spec.eta());
    json.put("guidance", spec.guidance());
    json.put("clip", spec.clip());
    json.put("seed", spec.seed());
    json.put("batch_size", spec.batchSize());
    json.put("per_class", settings.perClass());
    ArrayNode classes = json.putArray("classes");
    labels.forEach(classes::add);
    json.put("samples_per_file", units.get(0).count());
    return json;
  }

  private Map<String, Object> figures(long made) {
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("samples", total());
    figures.put("per_class", settings.perClass());
    figures.put("classes", labels);
    figures.put("made_now", made);
    figures.put("seconds", Math.round(seconds));
    figures.put("images_per_second", Math.round(made / seconds * 10) / 10.0);
    figures.put("folder", folderName);
    if (settings.formats().contains(OutputFormat.PNG)) {
      figures.put("contact_sheet", folder.path(SampleExports.SHEET).toString());
    }
    figures.put("checkpoint", spec.checkpoint());
    return figures;
  }
}
