package org.sparkddpm.jobs.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ClassNames;

/**
 * The command that makes samples of a run again, and no others.
 *
 * @param sampling what determines the run's images
 * @param names of the model's classes
 * @param checkpoint path or URI of the checkpoint; empty where only its name is known
 */
public record SampleCommand(
    SamplingConfig sampling, ClassNames names, Optional<String> checkpoint) {

  /** Where the command is to be run, and where the picture is then. */
  public static final String PLACE =
      "Run it in the folder of spark-ddpm; the picture is then _pictures/contact-sheet.png of its"
          + " run in runs/again.";

  private static final String BREAK = " \\\n  ";

  /**
   * A sample as {@code --samples} takes it.
   *
   * @param label of the run
   * @param index within the label
   */
  public String sample(int label, long index) {
    return String.format(Locale.ROOT, "%s:%d", name(label), index);
  }

  /** Numbers are labels unless a class is called by one. */
  private String name(int label) {
    if (label == Denoiser.NO_LABEL) {
      return "none";
    }
    boolean called = names.words().stream().anyMatch(word -> word.matches("\\d+"));
    return called ? quoted(names.of(label)) : Integer.toString(label);
  }

  /**
   * The command line for a POSIX shell.
   *
   * @param samples as {@code --samples} takes them
   */
  public String text(String samples) {
    List<String> lines = new ArrayList<>();
    lines.add("scripts/spark-submit generate-job");
    lines.add("--checkpoint " + quoted(checkpoint.orElse("FOLDER/" + sampling.checkpoint())));
    lines.add("--samples " + samples);
    lines.add(
        String.format(
            Locale.ROOT,
            "--seed %d --sampler %s --steps %d --guidance %s",
            sampling.seed(),
            sampling.sampler(),
            sampling.steps(),
            sampling.guidance()));
    lines.add(
        String.format(
            Locale.ROOT,
            "--eta %s --clip %s --weights %s --batch-size %d",
            sampling.eta(),
            sampling.clip(),
            sampling.weights(),
            sampling.batchSize()));
    lines.add(
        "--spacing %s --guidance-interval %s"
            .formatted(sampling.spacing(), sampling.guided().interval()));
    lines.add(
        "--engine %s --precision %s --output runs/again --format parquet,png"
            .formatted(sampling.engine(), sampling.precision()));
    return String.join(BREAK, lines);
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
