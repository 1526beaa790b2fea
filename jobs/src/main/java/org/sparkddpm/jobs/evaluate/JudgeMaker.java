package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.storage.WriterClaim;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;

/**
 * Makes the judge of some data, or finds it.
 *
 * @param setup of the one task that trains, which has its executor to itself
 * @param tasks of the others
 * @param mostBytes of the pixels that the judge learns from, about
 */
record JudgeMaker(
    JavaSparkContext spark,
    RealImages real,
    JudgeFolder folder,
    ComputeSetup setup,
    ComputeSetup tasks,
    long mostBytes) {

  private static final Logger log = LoggerFactory.getLogger(JudgeMaker.class);

  /**
   * The judge that is in the folder.
   *
   * @throws IllegalArgumentException if there is none, or it does not know the data
   * @throws IOException if it cannot be read
   */
  StoredJudge find() throws IOException {
    StoredJudge judge = folder.require();
    judge.requireFits(real, folder.toString());
    if (!judge.dataIdentity().equals(real.data().identity())) {
      log.warn(
          "the judge in {} was trained on other images than those of --data, or on some that are now"
              + " held out; what it says of test images may flatter it",
          folder);
    }
    return judge;
  }

  /**
   * Trains a judge and stores it, unless the same is there already, or is there once another driver
   * has trained it.
   *
   * @param least accuracy on the test images without which it is not stored
   * @throws IllegalArgumentException if another one is there
   * @throws UnfitJudgeException if it has not learnt to tell the classes
   * @throws IOException if the folder cannot be read or written
   */
  StoredJudge make(JudgePlan plan, double least) throws IOException {
    JudgeConfig config = JudgeConfig.of(real.shape(), real.classes());
    Optional<StoredJudge> there = there(config, plan);
    if (there.isPresent()) {
      return there.get();
    }
    try (WriterClaim claim = folder.claim()) {
      there = there(config, plan);
      if (there.isPresent()) {
        return there.get();
      }
      StoredJudge judge = made(config, plan, least);
      claim.check();
      folder.write(judge);
      log.info("the judge is in {}", folder);
      return judge;
    }
  }

  private Optional<StoredJudge> there(JudgeConfig config, JudgePlan plan) throws IOException {
    Optional<StoredJudge> there = folder.read();
    if (there.isPresent()) {
      List<String> differences = there.get().differences(config, plan, real);
      if (!differences.isEmpty()) {
        throw new IllegalArgumentException(
            "%s holds a judge of another training: %s; leave out --train-judge to judge by it, or give another --judge"
                .formatted(folder, String.join("; ", differences)));
      }
      log.info("the judge is in {} already", folder);
    }
    return there;
  }

  private StoredJudge made(JudgeConfig config, JudgePlan plan, double least) {
    long began = System.nanoTime();
    ClassifierTraining.Trained trained = train(config, plan);
    Share accuracy = accuracy(config, trained.weights());
    log.info(
        "trained the judge in {} s: right about {} % of {} test images",
        (System.nanoTime() - began) / 1_000_000_000,
        String.format(Locale.ROOT, "%.2f", 100 * accuracy.value()),
        accuracy.of());
    if (accuracy.value() < least) {
      throw new UnfitJudgeException("the judge that was just trained", accuracy, least);
    }
    return new StoredJudge(
        config,
        plan,
        real.data().names(),
        real.data().origin(),
        trained.images(),
        trained.dataSha256(),
        real.data().identity(),
        accuracy,
        trained.weights());
  }

  private ClassifierTraining.Trained train(JudgeConfig config, JudgePlan plan) {
    spark.setJobDescription("train the judge");
    ClassifierTraining training = new ClassifierTraining(config, plan, setup, "train judge");
    JudgeImages chosen = JudgeImages.of(plan.seed(), real.trainCounts(), real.shape(), mostBytes);
    if (!chosen.all()) {
      log.info(
          "the judge learns from a choice of the {} training images, about {} MB of pixels: one task"
              + " holds them",
          real.trainSize(),
          mostBytes >> 20);
    }
    return real.train()
        .map(chosen::of)
        .coalesce(1)
        .mapPartitions(
            blocks -> List.of(training.run(ChosenImages.joined(list(blocks)))).iterator())
        .collect()
        .get(0);
  }

  private static List<NumberedImages> list(Iterator<NumberedImages> blocks) {
    List<NumberedImages> list = new ArrayList<>();
    blocks.forEachRemaining(list::add);
    return list;
  }

  private Share accuracy(JudgeConfig config, float[] weights) {
    spark.setJobDescription("try the judge");
    try (Jury jury = new Jury(spark, config, weights, tasks)) {
      return jury.judge(real.test()).confusion().agreement().orElseThrow();
    }
  }
}
