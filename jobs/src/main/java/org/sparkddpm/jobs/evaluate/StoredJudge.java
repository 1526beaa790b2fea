package org.sparkddpm.jobs.evaluate;

import java.util.Locale;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;

/**
 * A judge with what it was made of.
 *
 * @param config its shape
 * @param plan how it was trained
 * @param names of its classes
 * @param data where its training images came from
 * @param trainImages how many there were
 * @param dataSha256 over their pixels and labels
 * @param dataIdentity {@link DataSplits#identity} of all the data
 * @param accuracy on the test images, when it was trained
 * @param weights in the order of {@link JudgeConfig#layout}
 */
record StoredJudge(
    JudgeConfig config,
    JudgePlan plan,
    ClassNames names,
    String data,
    long trainImages,
    String dataSha256,
    String dataIdentity,
    Share accuracy,
    float[] weights) {

  /** One line for the log. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s, trained on %,d images of %s, right about %.2f %% of %,d others",
        said(config.classes(), config.imageShape(), names),
        trainImages,
        data,
        100 * accuracy.value(),
        accuracy.of());
  }

  /** Whether a training with these arguments would give this judge again. */
  boolean isOf(JudgeConfig otherConfig, JudgePlan otherPlan, RealImages real) {
    return config.equals(otherConfig)
        && plan.equals(otherPlan)
        && names.equals(real.data().names())
        && dataIdentity.equals(real.data().identity());
  }

  /**
   * Checks that it knows the images and classes of some data.
   *
   * @throws IllegalArgumentException saying what it does not know
   */
  void requireFits(RealImages real, String folder) {
    String needs = said(real.classes(), real.shape(), real.data().names());
    String knows = said(config.classes(), config.imageShape(), names);
    if (!knows.equals(needs)) {
      throw new IllegalArgumentException(
          "the judge in %s knows %s, but --data has %s; give the data that it was trained on, or train another with --train-judge and another --judge"
              .formatted(folder, knows, needs));
    }
  }

  private static String said(int classes, ImageShape shape, ClassNames names) {
    String words = names.areWords() ? " (" + String.join(", ", names.words()) + ")" : "";
    return String.format(Locale.ROOT, "%d classes of images of %s%s", classes, shape, words);
  }
}
