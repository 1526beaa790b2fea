package org.sparkddpm.jobs.evaluate;

import java.util.Locale;
import org.sparkddpm.jobs.measures.Share;

/** A judge that is wrong too often to judge samples by. */
public final class UnfitJudgeException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  UnfitJudgeException(String judge, Share accuracy, double least) {
    super(
        String.format(
            Locale.ROOT,
            "%s is right about %.2f %% of the %,d test images, less than the %.2f %% that"
                + " --min-judge-accuracy asks for; check the labels of --data, give --train-judge more"
                + " --judge-images, or another --judge",
            judge,
            100 * accuracy.value(),
            accuracy.of(),
            100 * least));
  }
}
