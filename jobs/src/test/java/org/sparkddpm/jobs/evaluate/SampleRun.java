package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleFileWriter;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SamplingConfig;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** Writes runs as the generation job leaves them, of any pictures. */
final class SampleRun {

  /** Gives a sample its pixels. */
  @FunctionalInterface
  interface Pixels {
    byte[] of(int label, int index);
  }

  private SampleRun() {}

  /**
   * Writes a complete run, in files of 40 samples.
   *
   * @param output gets the folder {@code run_id=NAME}
   * @return the run's folder
   */
  static Path write(
      Path output, String name, ImageShape shape, int classes, int perClass, Pixels pixels)
      throws IOException {
    Path folder = output.resolve("run_id=" + name);
    RunIdentity identity = identity(shape, classes, perClass);
    RunDescription description = RunDescription.of(identity, 40);
    Configuration conf = new Configuration();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(RunDescription.NAME), description.text());
    RunManifest manifest = new RunManifest(description.units());
    RunFolder run = new RunFolder(conf, folder.toString());
    for (int number = 0; number < description.units().size(); number++) {
      SampleUnit unit = description.units().get(number);
      Path file = folder.resolve(unit.path());
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file);
          SampleFileWriter rows = new SampleFileWriter(conf, out, identity, List.of())) {
        for (int i = 0; i < unit.count(); i++) {
          long index = unit.first() + i;
          rows.add(unit.label(), index, pixels.of(unit.label(), (int) index));
        }
      }
      manifest.units().put(number, run.entry(unit.path()).orElseThrow());
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(RunManifest.NAME))) {
      manifest.write(out, description.toJson(), identity.sampling().total(), List.of());
    }
    Files.write(folder.resolve(RunFolder.SUCCESS), "".getBytes(StandardCharsets.UTF_8));
    return folder;
  }

  private static RunIdentity identity(ImageShape shape, int classes, int perClass) {
    UNetConfig unet =
        new UNetConfig(
            (shape.height() + 3) / 4 * 4,
            (shape.width() + 3) / 4 * 4,
            shape.channels(),
            classes,
            2,
            8,
            List.of(1, 2),
            3,
            8,
            List.of(true, true),
            true,
            2,
            4,
            4,
            true,
            true);
    return new RunIdentity(
        new ModelConfig(unet, new DiffusionConfig("cosine", 50), shape.height(), shape.width()),
        new SamplingConfig(
            "step-1",
            "ema",
            "0".repeat(64),
            "ddim",
            20,
            0,
            1,
            true,
            1,
            20,
            perClass,
            IntStream.range(0, classes).boxed().toList(),
            "cpu",
            "fp32",
            List.of(),
            "",
            List.of(),
            "even",
            0,
            Double.POSITIVE_INFINITY));
  }
}
