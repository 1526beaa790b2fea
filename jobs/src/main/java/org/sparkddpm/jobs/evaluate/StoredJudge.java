package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.storage.Sha256;
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
        knows(),
        trainImages,
        data,
        100 * accuracy.value(),
        accuracy.of());
  }

  /** The sha256 of the weights. */
  String weightsSha256() {
    return Sha256.of(weights);
  }

  /**
   * What is another in a training with these arguments, in words; nothing if it would give this
   * judge again.
   */
  List<String> differences(JudgeConfig otherConfig, JudgePlan otherPlan, RealImages real) {
    List<String> differences = new ArrayList<>();
    differ(differences, "--judge-images %s, not %s", plan.images(), otherPlan.images());
    differ(differences, "--seed %s, not %s", plan.seed(), otherPlan.seed());
    differ(differences, "minibatches of %s, not %s", plan.batchSize(), otherPlan.batchSize());
    differ(
        differences,
        "a learning rate of %s, not %s",
        plan.learningRate(),
        otherPlan.learningRate());
    differ(differences, "%s, not %s", knows(), known(real));
    if (!config.equals(otherConfig) && knows().equals(known(real))) {
      differences.add("a network of another version");
    }
    differ(
        differences,
        "data, or a --hold-out-seed, of the fingerprint %s, not %s",
        dataIdentity,
        real.data().identity());
    return differences;
  }

  private static void differ(List<String> differences, String words, Object here, Object there) {
    if (!here.equals(there)) {
      differences.add(words.formatted(here, there));
    }
  }

  /**
   * Checks that it knows the images and classes of some data.
   *
   * @throws IllegalArgumentException saying what it does not know
   */
  void requireFits(RealImages real, String folder) {
    String needs = known(real);
    String knows = knows();
    if (!knows.equals(needs)) {
      throw new IllegalArgumentException(
          "the judge in %s knows %s, but --data has %s; give the data that it was trained on, or train another with --train-judge and another --judge"
              .formatted(folder, knows, needs));
    }
  }

  private String knows() {
    return said(config.classes(), config.imageShape(), names);
  }

  private static String known(RealImages real) {
    return said(real.classes(), real.shape(), real.data().names());
  }

  private static String said(int classes, ImageShape shape, ClassNames names) {
    String words = names.areWords() ? " (" + String.join(", ", names.words()) + ")" : "";
    return String.format(Locale.ROOT, "%d classes of images of %s%s", classes, shape, words);
  }
}
