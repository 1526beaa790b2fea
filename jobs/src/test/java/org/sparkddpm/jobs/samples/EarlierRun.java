package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/**
 * A checkpoint and a run of eight samples of it, as the first version of the jobs wrote them:
 * {@code src/test/resources/earlier}, which must never be written again.
 */
public final class EarlierRun {

  /** The name that the run got. */
  public static final String ID = "rc8cda18a7e78";

  private static final Path ALL = Path.of("src/test/resources/earlier");

  private EarlierRun() {}

  /** The location of the checkpoint, not to be written to. */
  public static Path checkpoints() {
    return ALL.resolve("checkpoints");
  }

  /** The folder of runs, not to be written to. */
  public static Path samples() {
    return ALL.resolve("samples");
  }

  /** Copies a folder with all that is in it; returns the copy. */
  public static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  /** What the run was made from. */
  public static RunIdentity identity() {
    return new RunIdentity(model(), sampling());
  }

  /** The model in the checkpoint. */
  public static ModelConfig model() {
    UNetConfig unet =
        new UNetConfig(
            4, 4, 1, 2, 1, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, true, false);
    return new ModelConfig(unet, new DiffusionConfig("cosine", 10), 3, 4);
  }

  static SamplingConfig sampling() {
    return new SamplingConfig(
        "step-000000000096-a6b4d575",
        "ema",
        "6b2e06942bd1f6d3ad90080a34f5626cfac9de7d63d2965da4aeb47e531f1293",
        "ddim",
        3,
        0,
        1.5,
        true,
        1,
        2,
        4,
        List.of(0, 1),
        "cpu",
        "fp32",
        List.of(),
        "",
        List.of(),
        "even",
        0,
        Double.POSITIVE_INFINITY);
  }
}
