package org.sparkddpm.jobs.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.DefaultSampling;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.DataUri;
import org.sparkddpm.jobs.report.Filmstrip;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * Samples of each checkpoint, as a small PNG file in the folder {@value #FOLDER} beside the
 * checkpoints, so that a run that goes on has those from before. They are to be looked at; nothing
 * of the training depends on them.
 */
final class Trials {

  static final String FOLDER = "_trials";

  private static final Logger log = LoggerFactory.getLogger(Trials.class);

  private static final int MOST_CLASSES = 20;

  /** Trials take one part of so many of the time. */
  private static final int SHARE = 20;

  /** Of all pictures that a page shows. */
  private static final int MOST_BYTES = 3 << 20;

  private static final Pattern NAME = Pattern.compile("images-([0-9]{12,18})\\.png");

  private final JavaSparkContext spark;
  private final Location folder;
  private final TrialTask task;
  private final ClassNames names;
  private final long began = System.nanoTime();
  private long spent;
  private long longest;

  /**
   * Trials of a run.
   *
   * @param checkpoints the folder of the checkpoints
   * @param seen classes that have training images
   * @param settings which say how many of each class, and their guidance
   */
  Trials(
      JavaSparkContext spark,
      Location checkpoints,
      WorkerSetup setup,
      ClassNames names,
      List<Integer> seen,
      Settings settings) {
    this.spark = spark;
    this.folder = checkpoints.at(new Path(checkpoints.path(), FOLDER));
    this.task =
        new TrialTask(
            setup,
            seen.stream().limit(MOST_CLASSES).toList(),
            settings.get(TrainOptions.TRIAL_SAMPLES),
            settings.get(TrainOptions.GUIDANCE));
    this.names = names;
  }

  /** Whether there are any. */
  boolean wanted() {
    return task.perClass() > 0;
  }

  /** The sampling in words. */
  String sampling() {
    return String.format(
        Locale.ROOT,
        "%d steps of %s, guidance %s, of the moving average of the weights",
        task.visited().steps(),
        DefaultSampling.SAMPLER,
        task.guidance().scale());
  }

  /**
   * Makes those of a checkpoint, unless they would take too much of the time.
   *
   * @param weights their moving average
   * @param last whether no other checkpoint follows
   */
  void make(long imagesSeen, float[] weights, boolean last) {
    if (!wanted()) {
      return;
    }
    long elapsed = System.nanoTime() - began;
    if (!last && SHARE * (spent + longest) > elapsed) {
      log.info(
          "no trial samples of this checkpoint: those before took {} of {}",
          ProgressLine.time(Duration.ofNanos(spent)),
          ProgressLine.time(Duration.ofNanos(elapsed)));
      return;
    }
    long start = System.nanoTime();
    spark.setJobDescription("trial samples for the report");
    ReportFile.attempt("the trial samples of this checkpoint", () -> write(imagesSeen, weights));
    long took = System.nanoTime() - start;
    spent += took;
    longest = Math.max(longest, took);
  }

  private Path write(long imagesSeen, float[] weights) throws IOException {
    ContactSheet sheet =
        new Preview(task.setup().model().imageShape())
            .sheet(task.make(spark, weights), task.labels().size());
    Path file = new Path(folder.path(), String.format(Locale.ROOT, "images-%012d.png", imagesSeen));
    WholeFile.write(folder.fileSystem(), file, sheet::writePng);
    return file;
  }

  /**
   * All that are there up to a moment of the run, as pictures one after the other; of many as many
   * as a page shows. A file that no page has room for is left out.
   *
   * @throws IOException if they cannot be read
   */
  List<Filmstrip.Frame> frames(long imagesSeen) throws IOException {
    SortedMap<Long, FileStatus> files = files();
    List<FileStatus> all =
        files.headMap(imagesSeen + 1).values().stream()
            .filter(file -> room(file) <= MOST_BYTES)
            .toList();
    int most = (int) (MOST_BYTES / all.stream().mapToLong(Trials::room).max().orElse(1));
    List<FileStatus> shown = spread(all, most);
    List<Filmstrip.Frame> frames = new ArrayList<>();
    for (FileStatus file : shown) {
      String when = String.format(Locale.ROOT, "after %,d images", number(file.getPath()));
      byte[] png = folder.at(file.getPath()).read(MOST_BYTES);
      frames.add(new Filmstrip.Frame(when, "samples of each class " + when, DataUri.ofPng(png)));
    }
    return frames;
  }

  /** Bytes of a page that a picture takes, which has it in base 64. */
  private static long room(FileStatus file) {
    return Math.max(1, (file.getLen() + 2) / 3 * 4);
  }

  /** All of them, or so many, the last one among them. */
  private static List<FileStatus> spread(List<FileStatus> all, int most) {
    int size = all.size();
    return size <= most
        ? all
        : IntStream.rangeClosed(1, most)
            .mapToObj(i -> all.get((int) ((long) i * size / most) - 1))
            .toList();
  }

  private SortedMap<Long, FileStatus> files() throws IOException {
    SortedMap<Long, FileStatus> files = new TreeMap<>();
    try {
      Arrays.stream(folder.fileSystem().listStatus(folder.path()))
          .filter(file -> number(file.getPath()) >= 0)
          .forEach(file -> files.put(number(file.getPath()), file));
    } catch (FileNotFoundException e) {
      // None yet.
    }
    return files;
  }

  /** Whether a file of trials is called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The images seen, or -1 for another file. */
  private static long number(Path file) {
    Matcher name = NAME.matcher(file.getName());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  /** What stands above the columns of the pictures. */
  List<String> columns() {
    return task.labels().stream().map(names::of).toList();
  }
}
