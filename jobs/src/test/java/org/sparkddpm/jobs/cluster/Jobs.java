package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.IdxWriter;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;

/** The jobs of a test: small ones, on a cluster and with a store. */
final class Jobs {

  private static final List<String> SMALL =
      List.of(
          "--preset",
          "tiny",
          "--batch-size",
          "16",
          "--averaging-interval",
          "5",
          "--warmup-images",
          "64",
          "--validation-images",
          "32",
          "--workers",
          "2");

  private final Path folder;
  private final List<String> options;
  private final Map<String, String> environment;
  private final AtomicInteger number = new AtomicInteger();

  Jobs(LocalCluster cluster, Path folder) {
    this(cluster, folder, List.of(), Map.of());
  }

  Jobs(LocalCluster cluster, Path folder, Store store) {
    this(cluster, folder, store.options(), store.environment());
  }

  private Jobs(
      LocalCluster cluster, Path folder, List<String> more, Map<String, String> environment) {
    this(
        folder,
        Stream.concat(
                Stream.of("--properties-file", cluster.properties().toString()), more.stream())
            .toList(),
        environment);
  }

  /**
   * Jobs on a cluster of any kind.
   *
   * @param folder for their logs
   * @param options of spark-submit
   */
  Jobs(Path folder, List<String> options, Map<String, String> environment) {
    this.folder = folder;
    this.options = options;
    this.environment = environment;
  }

  /** The same jobs with more options of spark-submit. */
  Jobs with(String... more) {
    return new Jobs(folder, Stream.concat(options.stream(), Stream.of(more)).toList(), environment);
  }

  /** Starts a training on drawn digits, 160 images to a round and a checkpoint every 480. */
  SubmittedJob train(String checkpoints, int images, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(SMALL);
    arguments.addAll(List.of("--images", Integer.toString(images), "--checkpoints", checkpoints));
    if (!List.of(more).contains("--data")) {
      arguments.addAll(List.of("--data", "strokes"));
    }
    if (!List.of(more).contains("--checkpoint-interval")) {
      arguments.addAll(List.of("--checkpoint-interval", "480"));
    }
    arguments.addAll(List.of(more));
    return submit("train-job", arguments);
  }

  /** Starts a generation. */
  SubmittedJob generate(String checkpoint, String output, int perClass, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--checkpoint", checkpoint, "--output", output));
    arguments.addAll(List.of("--per-class", Integer.toString(perClass)));
    arguments.addAll(List.of(more));
    return submit("generate-job", arguments);
  }

  private SubmittedJob submit(String job, List<String> arguments) throws IOException {
    Path log =
        folder.resolve(job + "-" + number.incrementAndGet() + "-" + System.nanoTime() + ".log");
    return SubmittedJob.submit(log, environment, options, job, arguments.toArray(String[]::new));
  }

  /** The newest checkpoint of a location. */
  static StoredCheckpoint newest(Configuration conf, String checkpoints) throws IOException {
    return CheckpointStore.read(conf, checkpoints);
  }

  /** Writes drawn digits as IDX files into a folder of a file system. */
  static void writeData(FileSystem files, String folder, int count) throws IOException {
    LabelledImages digits = Strokes.draw(0, count);
    org.apache.hadoop.fs.Path images =
        new org.apache.hadoop.fs.Path(folder, "train-images-idx3-ubyte.gz");
    org.apache.hadoop.fs.Path labels =
        new org.apache.hadoop.fs.Path(folder, "train-labels-idx1-ubyte.gz");
    try (OutputStream imageBytes = files.create(images);
        OutputStream labelBytes = files.create(labels);
        IdxWriter writer = new IdxWriter(imageBytes, labelBytes, count, digits.shape())) {
      for (int i = 0; i < count; i++) {
        writer.add(digits.image(i), digits.label(i));
      }
    }
  }
}
