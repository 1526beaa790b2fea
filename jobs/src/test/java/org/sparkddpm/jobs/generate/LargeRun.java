package org.sparkddpm.jobs.generate;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.SampleFileWriter;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;

/**
 * A run of many samples, of which all but a few are there already: real files of made-up pixels.
 * The job is to find what is missing, make it, read all back and list all; and then, run again, to
 * find the run complete. Driver and tasks share one Java.
 */
final class LargeRun {

  /** Every so many-th file is missing. */
  private static final int MISSING = 5000;

  private LargeRun() {}

  /**
   * Runs it.
   *
   * @param args a folder, samples of each of the three classes, samples in a file
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Settings settings =
        Commands.parse(
            GenerateOptions.COMMAND,
            "--checkpoint=" + TinyModel.store(folder.resolve("model"), 0.1),
            "--output=" + folder.resolve("out"),
            "--per-class=" + args[1],
            "--samples-per-file=" + args[2],
            "--batch-size=" + args[2],
            "--steps=1");
    try (SparkSession spark = Generation.session()) {
      SamplePlan plan = plan(spark, settings);
      long began = System.nanoTime();
      new RunWriter(new RunFolder(new Configuration(), plan.folder()))
          .claim(plan.description(), true)
          .close();
      BitSet made = UnitNumbers.all(plan.units().size());
      for (int number = 0; number < plan.units().size(); number += MISSING) {
        made.clear(number);
      }
      make(new JavaSparkContext(spark.sparkContext()), plan, made);
      say("made up", began);
      run(spark, settings, plan.units(), made);
      run(spark, settings, plan.units(), UnitNumbers.all(plan.units().size()));
    }
  }

  private static SamplePlan plan(SparkSession spark, Settings settings) throws IOException {
    return SamplePlan.of(
        spark.sparkContext().hadoopConfiguration(), settings, RunEngine.cpu(), Optional.empty());
  }

  private static void run(SparkSession spark, Settings settings, SampleUnits units, BitSet there)
      throws IOException {
    BitSet lacking = UnitNumbers.all(units.size());
    lacking.andNot(there);
    long expected = lacking.stream().mapToLong(number -> units.get(number).count()).sum();
    long began = System.nanoTime();
    var figures =
        new GenerateRun(spark, plan(spark, settings), RunEngine.cpu())
            .run(UnaryOperator.identity())
            .figures();
    if (!figures.get("made_now").equals(expected)) {
      throw new IllegalStateException("made other than " + expected + ": " + figures);
    }
    say(
        String.format(
            Locale.ROOT,
            "run of %d samples in %d files, %d made",
            units.samples(),
            units.size(),
            expected),
        began);
  }

  private static void make(JavaSparkContext spark, SamplePlan plan, BitSet made) {
    String folder = Path.of(URI.create(plan.folder())).toString();
    RunIdentity identity = plan.identity();
    SampleUnits units = plan.units();
    UnitNumbers.parallelize(spark, made, 100)
        .foreach(
            numbers -> {
              for (int number : numbers) {
                make(Path.of(folder), identity, units.get(number));
              }
            });
  }

  private static void make(Path folder, RunIdentity identity, SampleUnit unit) throws IOException {
    Path file = folder.resolve(unit.path());
    Files.createDirectories(file.getParent());
    byte[] pixels = new byte[identity.model().imageShape().size()];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        SampleFileWriter rows =
            new SampleFileWriter(new Configuration(false), out, identity, List.of())) {
      for (int i = 0; i < unit.count(); i++) {
        pixels[0] = (byte) i;
        rows.add(unit.label(), unit.first() + i, pixels);
      }
    }
  }

  private static void say(String what, long began) {
    System.out.printf(
        Locale.ROOT, "%s: %d s%n", what, Duration.ofNanos(System.nanoTime() - began).toSeconds());
  }
}
