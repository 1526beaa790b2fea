package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;

/**
 * Runs the generation job in a session as its command line would.
 *
 * @param checkpoint where the model lies
 * @param output what every run gets as {@code --output}
 */
record Generation(SparkSession spark, String checkpoint, Path output) {

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("generate test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  /** Runs with few steps unless {@code args} say otherwise. */
  JobOutcome run(String... args) throws IOException {
    return run(UnaryOperator.identity(), args);
  }

  /** The same with something that is done when the run is complete. */
  JobOutcome run(UnaryOperator<JobOutcome> afterwards, String... args) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--checkpoint", checkpoint, "--output", output.toString()));
    all.addAll(List.of("--run-id", "run"));
    if (!List.of(args).contains("--steps")) {
      all.addAll(List.of("--steps", "3"));
    }
    all.addAll(List.of(args));
    Settings settings = Commands.parse(GenerateOptions.COMMAND, all.toArray(new String[0]));
    SamplePlan plan =
        SamplePlan.of(
            spark.sparkContext().hadoopConfiguration(),
            settings,
            RunEngine.cpu(),
            RealData.of(spark, settings));
    return new GenerateRun(spark, plan, RunEngine.cpu()).run(afterwards);
  }

  Path folder() {
    return output.resolve("run_id=run");
  }

  /** What a reader of the output folder sees, pictures and all besides. */
  Dataset<Row> samples() {
    return spark.read().parquet(output.toString());
  }

  /** Every sample's pixels in hexadecimal, by {@code label/index}; each must be there once. */
  Map<String, String> pixels() {
    Map<String, String> pixels = new TreeMap<>();
    for (Row row : samples().select("label", "index", "image.data").collectAsList()) {
      String sample = row.getInt(0) + "/" + row.getLong(1);
      String before = pixels.put(sample, HexFormat.of().formatHex((byte[]) row.get(2)));
      assertThat(before).as(sample).isNull();
    }
    return pixels;
  }

  List<Path> parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  /** All files of the run, with their content. */
  Map<String, ByteBuffer> contents() throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder().relativize(file).toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
